/** Folders form no cycles, tests apart: they may use what lies anywhere. */
import layers from './.dependency-cruiser.mjs';

/** Folders that still use each other; no folder may join them. */
const notYet =
  '^src/(lab/(training|evaluation)|renderer/(panels|stores|composables|features/[^/]+))$';

export default {
  forbidden: [
    {
      name: 'no-folder-cycles',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/', pathNot: notYet },
      to: { circular: true },
    },
  ],
  options: { ...layers.options, exclude: { path: '(\\.test(-support)?\\.ts$)|(^tests/)' } },
};
