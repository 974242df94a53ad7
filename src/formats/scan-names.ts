import { extname } from 'node:path';

/** What a file's name says of its place among others. */
export interface ScanName {
  /** Name of the scan the file would be a point of. */
  base: string;
  /** Number of the point; null for a name without one. */
  number: number | null;
  /** Region of a point that has files for several. */
  region: string | null;
  /** The words between all numbers: the same for files that one program named. */
  skeleton: string;
  /** True where the name says itself that it is a point of a scan: `map_S00012`. */
  isPoint: boolean;
  extension: string;
}

const copyMarks = [
  /^(?:copy|kopie|copie) (?:\(\d+\) )?(?:of|von|de) /i,
  / ?[-–] (?:copy|kopie|copie)(?: ?\(\d+\))?$/i,
  /(?:[ _]copy(?: ?\d+)?| \(\d+\))$/i,
];

/**
 * Base name and number of a file: `f_001_R0_S002.pxt` is point 2 of `f_001` in region `R0`;
 * `map_012.ibw` point 12 of `map`; `002_sample.nxs` point 2 of `sample`; CASSIOPEE's
 * `map_3_ROI1_.txt` and A1Soft's `FIX00001_00000.txt` name a region behind the number. What copying
 * programs add to a name (`Copy of …`, ` (1)`) is left out.
 */
export function scanName(fileName: string): ScanName {
  const extension = extname(fileName).toLowerCase();
  let stem = fileName.slice(0, fileName.length - extension.length).replace(/^_tmp_/i, '');
  for (const mark of copyMarks) stem = stem.replace(mark, '') || stem;
  const skeleton = `${stem.replace(/\d+/g, '#').toLowerCase()}${extension}`;
  const name = (base: string, number: string, region: string | null, isPoint = false): ScanName => {
    return { base: trimmed(base), number: Number(number), region, skeleton, isPoint, extension };
  };
  const point = /^(.+?)(?:_(R\d+))?_S(\d+)$/i.exec(stem);
  if (point !== null) return name(point[1], point[3], point.at(2)?.toUpperCase() ?? null, true);
  const cassiopee = /^(.+?)_(\d+)_(ROI\d+)_$/i.exec(stem);
  if (cassiopee !== null) return name(cassiopee[1], cassiopee[2], cassiopee[3]);
  const a1Soft = /^(.*?)(\d{5})_(\d{1,5})$/.exec(stem);
  if (a1Soft !== null && /^\.(txt|krx)$/.test(extension)) {
    return name(a1Soft[1], a1Soft[2], a1Soft[3]);
  }
  const behind = /^(.*?)(\d+)$/.exec(stem);
  if (behind !== null) return name(behind[1], behind[2], null);
  const before = /^(\d+)(\D.*)$/.exec(stem);
  if (before !== null) return name(before[2], before[1], null);
  return { base: stem, number: null, region: null, skeleton, isPoint: false, extension };
}

/** Whether two files are points of one scan by their names. */
export function isSameSeries(fileName: string, other: string): boolean {
  const [a, b] = [scanName(fileName), scanName(other)];
  return (
    a.number !== null &&
    b.number !== null &&
    a.base === b.base &&
    a.region === b.region &&
    a.isPoint === b.isPoint &&
    a.extension === b.extension
  );
}

function trimmed(base: string): string {
  return base.replace(/^[\s_.-]+|[\s_.-]+$/g, '');
}
