import { createSharedComposable, useMutationObserver } from '@vueuse/core';
import { shallowRef, type Ref } from 'vue';

const tokens = [
  'text',
  'text-muted',
  'line',
  'line-strong',
  'accent',
  'danger',
  'success',
  'surface',
  'map-ground',
  'map-unmeasured',
  'map-unmeasured-mark',
  'region',
  'marker',
  'marker-edge',
  'series-1',
  'series-2',
  'series-3',
] as const;

export type ChartColours = Record<(typeof tokens)[number], string>;

/** Design tokens as plain colours: a canvas cannot use CSS variables. */
function resolvedColours(): ChartColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const entries = tokens.map((token) => {
    probe.style.color = `var(--${token})`;
    return [token, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as ChartColours;
}

/** Colours for drawings on canvas, following the theme that the document's root carries. */
export const useChartColours = createSharedComposable((): Readonly<Ref<ChartColours>> => {
  const colours = shallowRef(resolvedColours());
  useMutationObserver(
    document.documentElement,
    () => {
      colours.value = resolvedColours();
    },
    { attributeFilter: ['data-theme'] },
  );
  return colours;
});
