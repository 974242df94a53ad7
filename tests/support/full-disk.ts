import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that can be filled to the brim. */
export interface SmallDisk {
  path: string;
  /** Leaves this many bytes, in whole pages. */
  fill: (leave: number) => void;
  /** Takes away what filled it. */
  relieve: () => void;
  remove: () => void;
}

/** A file system in memory of `bytes`; or why there is none: mounting takes an administrator. */
export function smallDisk(bytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'file systems in memory are mounted on Linux only';
  const path = mkdtempSync(join(tmpdir(), 'sweetspot-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true });
    return `no file system can be mounted here: ${mounted.stderr || String(mounted.error)}`.trim();
  }
  const ballast = join(path, 'ballast');
  const relieve = () => rmSync(ballast, { force: true });
  return {
    path,
    fill(leave) {
      relieve();
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
    },
    relieve,
    remove() {
      // Lazily: the HDF5 library may still hold a file that it could not write.
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
