import type { Frame, ScanFile } from '#formats/scan-file';
import type { PointStore } from './point-store';
import { openSourceFile, type SourceFiles } from './source-files';

/** What became of reading a point's frame again: the frame, or why it cannot be read. */
export type RereadFrame = { frame: Frame } | { frame: null; reason: string };

/**
 * Reads the frames of points again, one after the other, and hands each on. The file read from
 * last stays open: neighbouring points tend to share it. A frame that has gone or cannot be
 * read at the moment stops nothing.
 */
export async function rereadFrames(
  points: PointStore,
  files: SourceFiles,
  ids: readonly number[],
  take: (id: number, read: RereadFrame) => void,
): Promise<void> {
  let name = '';
  let scanFile: ScanFile | null = null;
  try {
    for (const id of ids) {
      const { file, frame } = points.reference(id);
      let read: RereadFrame;
      try {
        if (scanFile === null || name !== file) {
          scanFile?.close();
          scanFile = null;
          scanFile = await openSourceFile(files, file);
          name = file;
        }
        read = { frame: scanFile.readFrame(frame) };
      } catch (error) {
        read = { frame: null, reason: error instanceof Error ? error.message : String(error) };
      }
      take(id, read);
    }
  } finally {
    scanFile?.close();
  }
}
