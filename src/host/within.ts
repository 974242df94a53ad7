import { SweetSpotError } from '#shared/errors';

/** What `work` resolves with; rejects with `engine-unavailable` when that takes longer. */
export async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new SweetSpotError(
            'engine-unavailable',
            `The engine gave no answer within ${milliseconds / 1000} s.`,
          ),
        ),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
