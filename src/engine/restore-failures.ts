import type { Failure } from '#shared/scan';
import type { JournalEvent } from './session/journal-events';

/** Frames that a journal says could not be scored, and that it does not say were scored since. */
export function restoreFailures(events: readonly JournalEvent[]): Failure[] {
  const failures = new Map<string, Failure>();
  const keyOf = (file: string, frame: number) => `${frame}#${file}`;
  for (const event of events) {
    if (event.t === 'failure') {
      const { file, frame, error, willRetry } = event;
      const key = keyOf(file, frame);
      const attempts = (failures.get(key)?.attempts ?? 0) + 1;
      failures.set(key, { file, frame, error, willRetry, attempts, at: Date.parse(event.at) });
    } else if (event.t === 'point') {
      failures.delete(keyOf(event.file, event.frame));
    } else if (event.t === 'renamed') {
      for (const [key, failure] of failures) {
        if (failure.file !== event.from) continue;
        failures.delete(key);
        failures.set(keyOf(event.to, failure.frame), { ...failure, file: event.to });
      }
    }
  }
  return [...failures.values()];
}
