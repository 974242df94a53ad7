import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A file by its name within a folder. */
export interface NewFile {
  name: string;
  content: string | Uint8Array;
}

/**
 * Writes files into a folder, made when missing, all of them or none: each is on the disk
 * in full beside its target before the first takes its name. What had that name before
 * stays until then. Throws what the file system throws.
 */
export async function writeTogether(directory: string, files: readonly NewFile[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  const temporary = ({ name }: NewFile) => join(directory, `.${name}.${process.pid}.part`);
  try {
    for (const file of files) {
      const handle = await open(temporary(file), 'w');
      try {
        await handle.writeFile(file.content);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    for (const file of files) await rename(temporary(file), join(directory, file.name));
  } finally {
    await Promise.all(files.map((file) => rm(temporary(file), { force: true })));
  }
}
