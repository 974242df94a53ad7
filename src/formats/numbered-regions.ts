import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SweetSpotError } from '#shared/errors';
import type { OpenOptions } from './binary-file';
import { names } from './regions';
import type { ScanFile } from './scan-file';
import { wrappedScan } from './wrapped-scan';

/** Regions looked for beside a file. */
const MOST_REGIONS = 16;

interface NumberedRegion {
  /** `R0`, `R1`, … as the file is named. */
  region: string;
  number: number;
  /** Path of the file of another region at the same point. */
  pathOf: (number: number) => string;
}

/**
 * The region of a file that ALS MERLIN wrote for a scan over several: `f_001_R1_S002.pxt` is
 * region `R1` at point 2. Null for any other name.
 */
export function numberedRegion(path: string): NumberedRegion | null {
  const match = /^(.+_)R(\d+)(_S\d+\.\w+)$/i.exec(basename(path));
  if (match === null) return null;
  const [, before, digits, behind] = match;
  const regionOf = (number: number) => `R${String(number).padStart(digits.length, '0')}`;
  return {
    region: regionOf(Number(digits)),
    number: Number(digits),
    pathOf: (number) => join(dirname(path), `${before}${regionOf(number)}${behind}`),
  };
}

/** Options for the file itself: a region of the numbered files is none within one of them. */
export function optionsWithin(path: string, options: OpenOptions): OpenOptions {
  if (numberedRegion(path) === null) return options;
  const within = (name: string | undefined) =>
    name === undefined || isNumbered(name) ? undefined : name;
  return {
    ...options,
    region: within(options.region),
    preferredRegion: within(options.preferredRegion),
  };
}

/**
 * A file of one region of a scan over several, as one of a choice: the region asked for, else
 * the preferred one, else the lowest is shown. A file of another region holds no frame.
 */
export function chosenAmongNumbered(
  path: string,
  file: ScanFile,
  { region, preferredRegion }: OpenOptions,
): ScanFile {
  const own = numberedRegion(path);
  if (own === null) return file;
  const numbers = Array.from({ length: Math.max(MOST_REGIONS, own.number + 1) }, (_, n) => n);
  const present = numbers
    .filter((number) => number === own.number || existsSync(own.pathOf(number)))
    .map((number) => numberedRegion(own.pathOf(number))?.region ?? own.region);
  const asked = [region, preferredRegion].find((name) => name !== undefined && isNumbered(name));
  const shown = asked ?? present[0];
  const regions = { names: present, shown };
  if (shown !== own.region) return withoutFrames(path, file, regions);
  const others = present.filter((name) => name !== shown);
  const notes =
    others.length === 0 ? [] : [`Region ${shown} is shown; the scan also holds ${names(others)}`];
  return wrappedScan(file, {
    regions,
    readFrame(index) {
      const frame = file.readFrame(index);
      return { ...frame, notes: [...notes, ...frame.notes] };
    },
  });
}

function isNumbered(name: string): boolean {
  return /^R\d+$/i.test(name);
}

function withoutFrames(
  path: string,
  file: ScanFile,
  regions: NonNullable<ScanFile['regions']>,
): ScanFile {
  return wrappedScan(file, {
    frameCount: 0,
    expectedFrames: null,
    regions,
    complete: true,
    readFrame() {
      throw new SweetSpotError(
        'invalid-request',
        `${path}: expected a file of the region ${regions.shown}, found one of another.`,
      );
    },
  });
}
