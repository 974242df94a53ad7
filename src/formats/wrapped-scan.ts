import type { ScanFile } from './scan-file';

/**
 * A scan file with some members of its own; every other, also one that is added to the interface
 * later, is the wrapped file's, read when it is asked for.
 */
export function wrappedScan(file: ScanFile, own: Partial<ScanFile>): ScanFile {
  return new Proxy(file, {
    has: (target, key) => key in own || key in target,
    get(target, key) {
      if (key in own) return Reflect.get(own, key) as unknown;
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
