/** What this part does not read, or not as it stands: the HDF5 library reads it, or says what is wrong. */
export class NotPlain extends Error {}

/** Leaves it to the library unless something is as a plain file has it. */
export function expectPlain(isPlain: boolean, what: string): asserts isPlain {
  if (!isPlain) throw new NotPlain(what);
}

/**
 * The result of reading, or null where the library has to read it: another layout, damage, a
 * structure that runs over its end, and whatever the system says.
 */
export function ifPlain<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    const isOfFile =
      error instanceof NotPlain ||
      error instanceof RangeError ||
      (error instanceof Error && 'syscall' in error);
    if (!isOfFile) throw error;
    return null;
  }
}
