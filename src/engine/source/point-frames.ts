import type { Frame, ScanFile } from '#formats/scan-file';
import type { PointStore } from '../points/point-store';
import { openSourceFile, type SourceFiles } from './source-files';

/** What became of reading a point's frame again: the frame, or why it cannot be read. */
export type RereadFrame = { frame: Frame } | { frame: null; reason: string };

/** Frames of points, read again from their files. */
export interface PointFrames {
  /**
   * Reads the frames of points one after the other and hands each on. A frame that has gone or
   * cannot be read at the moment stops nothing.
   */
  read: (ids: readonly number[], take: (id: number, read: RereadFrame) => void) => Promise<void>;
}

/** Frames in the files of a source. */
export class FilePointFrames implements PointFrames {
  constructor(
    private readonly points: PointStore,
    private readonly files: SourceFiles,
  ) {}

  async read(ids: readonly number[], take: (id: number, read: RereadFrame) => void): Promise<void> {
    // The file read from last stays open: neighbouring points tend to share it.
    let name = '';
    let scanFile: ScanFile | null = null;
    try {
      for (const id of ids) {
        const { file, frame } = this.points.reference(id);
        let read: RereadFrame;
        try {
          if (scanFile === null || name !== file) {
            scanFile?.close();
            scanFile = null;
            scanFile = await openSourceFile(this.files, file);
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
}
