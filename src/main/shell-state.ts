import { join } from 'node:path';
import { z } from 'zod';
import { openJsonStore } from '#host/json-store';

const shellStateSchema = z.object({
  version: z.literal(1),
  window: z
    .object({
      bounds: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }),
      maximised: z.boolean(),
    })
    .nullable(),
  /** Where the dialogs were used last: the system does not remember. */
  sourceDirectory: z.string().nullable(),
  exportDirectory: z.string().nullable(),
});
export type ShellState = z.infer<typeof shellStateSchema>;

/** What the desktop shell remembers from one run to the next. */
export interface ShellStateStore {
  readonly value: ShellState;
  /** Merges what changed and writes it; a failure to write is only reported. */
  update: (changes: Partial<ShellState>) => Promise<void>;
}

/** Opens `desktop.json` in the data folder. */
export async function openShellState(
  dataDirectory: string,
  onWarning: (message: string) => void,
): Promise<ShellStateStore> {
  const store = await openJsonStore({
    path: join(dataDirectory, 'desktop.json'),
    schema: shellStateSchema,
    defaults: { version: 1, window: null, sourceDirectory: null, exportDirectory: null },
    onWarning,
  });
  return {
    get value() {
      return store.value;
    },
    update: (changes) =>
      store.set({ ...store.value, ...changes }).catch((error: unknown) => onWarning(String(error))),
  };
}
