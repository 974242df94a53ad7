import { vi } from 'vitest';

/** A busy machine may take long for what takes no time on a quiet one; only a hang should fail. */
const PATIENCE_MS = 300_000;

const waitFor = vi.waitFor;
vi.waitFor = (callback, options = PATIENCE_MS) => waitFor(callback, options);
