import { join } from 'node:path';
import type { OpenOptions } from '#formats/binary-file';
import { openScanFile } from '#formats/registry';
import type { ScanFile } from '#formats/scan-file';

/** The files of a scan: where they are, and how they are read. Plain data. */
export interface SourceFiles {
  /** Absolute path of the folder that file names are relative to. */
  folder: string;
  reading: OpenOptions;
}

/** What makes the spectra of a source others than those read by default; '' where nothing does. */
export function readingKey({ region, preferredRegion, pixelAngle }: OpenOptions): string {
  const parts = [region, preferredRegion, pixelAngle];
  return parts.every((part) => part === undefined) ? '' : JSON.stringify(parts);
}

/** Opens a file of the scan; throws as `openScanFile`. */
export function openSourceFile(files: SourceFiles, name: string): Promise<ScanFile> {
  return openScanFile(join(files.folder, name), files.reading);
}
