import type { Axis } from '#shared/axis';
import { scanName, type ScanName } from './scan-names';

/** What a readable file holds, of the region that is shown. */
export interface SpectraFacts {
  fileName: string;
  /** The region, where it is a scan of its own: an entry of a file that holds several. */
  entry: string | null;
  formatId: string;
  /** Names of the regions that the file holds. */
  regions: readonly string[];
  frames: number;
  expectedFrames: number | null;
  complete: boolean;
  /** Axes of the first frame; null where it holds no spectra. */
  frame: { energy: Axis; angle: Axis } | null;
  /** Motors the file itself scans, the fast one first. */
  scanned: { name: string; unit: string }[];
  /** Ranges of its motors. */
  motors: { name: string; unit: string; minimum: number; maximum: number }[];
  /** The table beside it that tells where it was measured; null for none. */
  table: string | null;
  /** When it was measured, else when its file was last written to, ms since 1970. */
  time: number;
}

export type ScanKind =
  | 'spectrum'
  | 'map'
  | 'line'
  | 'angle-scan'
  | 'photon-energy-scan'
  | 'temperature-scan'
  | 'scan'
  | 'series'
  | 'curves'
  | 'totals';

/** Files, or one entry of a file, that belong together: what may share a map. */
export interface ScanGroup {
  /** Unique in its folder, what `--scan` takes. */
  name: string;
  kind: ScanKind;
  fileNames: string[];
  entry: string | null;
  formatId: string;
  frames: number;
  expectedFrames: number | null;
  /** False while more may come. */
  complete: boolean;
  frame: SpectraFacts['frame'];
  /** Motors that move over it, by their travel's number of places; at most three are named. */
  moved: { name: string; unit: string; minimum: number; maximum: number }[];
  table: string | null;
  firstTime: number;
  lastTime: number;
}

/** A pause as long as this parts two scans, unless a table of motors holds them together, ms. */
const LONGEST_PAUSE_MS = 2 * 3600_000;
/** And it must be so many times the usual time between two files. */
const PAUSE_FACTOR = 50;
/** Part of a step by which axes of frames may differ and be the same. */
const SAME_WINDOW = 0.5;

interface Member {
  facts: SpectraFacts;
  name: ScanName;
}

/**
 * The scans of a folder, in the order in which they were begun: a file of several frames, or an
 * entry of one, is a scan of its own; files of one frame are one where base name, region, table
 * of motors, format, kind, shape and window of their frames agree and no long pause lies between
 * them. Pure: the same files in any order make the same scans.
 */
export function groupScans(files: readonly SpectraFacts[]): ScanGroup[] {
  const members = files
    .map((facts): Member => ({ facts, name: scanName(facts.fileName) }))
    .sort(inOrder);
  const single = members.filter(isPointOfScan);
  const whole = members.filter((member) => !isPointOfScan(member)).map((member) => [member]);
  const families = [...byKey(single, ({ facts, name }) => familyKey(facts, name)).values()];
  const groups = [...whole, ...merged(families).flatMap(byWindow).flatMap(withoutPauses)];
  groups.sort((a, b) => firstTime(a) - firstTime(b) || inOrder(a[0], b[0]));
  const taken = new Set<string>();
  return groups.map((group) => scanOf(group, uniqueName(group, groups, taken)));
}

/** Whether a file is one point among others: by its name, or as it holds no more than a frame. */
function isPointOfScan({ facts, name }: Member): boolean {
  const { frames, expectedFrames, entry } = facts;
  return entry === null && (name.isPoint || (frames <= 1 && (expectedFrames ?? 1) <= 1));
}

/** What the points of a scan have in common, but for their window and when they were measured. */
function familyKey(facts: SpectraFacts, { base, region, isPoint, number, extension }: ScanName) {
  const kind = facts.frame === null ? 'totals' : facts.frame.angle.count < 2 ? 'curve' : 'image';
  const shape = facts.frame === null ? [] : [facts.frame.energy.count, facts.frame.angle.count];
  const own = number === null ? facts.fileName : base;
  const { formatId, table, regions } = facts;
  return JSON.stringify([own, region, isPoint, extension, formatId, table, kind, shape, regions]);
}

/** Families of one file each whose names differ in numbers only are one: `s_1_hv60`, `s_2_hv65`. */
function merged(families: Member[][]): Member[][] {
  const isLone = (family: Member[]) =>
    family.length === 1 && !family[0].name.isPoint && family[0].name.number !== null;
  const lone = byKey(
    families.filter(isLone).map(([member]) => member),
    ({ facts, name }) => familyKey(facts, { ...name, base: name.skeleton }),
  );
  return [...families.filter((family) => !isLone(family)), ...lone.values()];
}

/** Parts a family where the window of its frames is another: each keeps the order of its files. */
function byWindow(family: Member[]): Member[][] {
  const parts: Member[][] = [];
  for (const member of family) {
    const part = parts.find(([first]) => isSameWindow(first.facts.frame, member.facts.frame));
    if (part === undefined) parts.push([member]);
    else part.push(member);
  }
  return parts;
}

function isSameWindow(a: SpectraFacts['frame'], b: SpectraFacts['frame']): boolean {
  if (a === null || b === null) return a === b;
  return isSameAxis(a.energy, b.energy) && isSameAxis(a.angle, b.angle);
}

function isSameAxis(a: Axis, b: Axis): boolean {
  const [lastA, lastB] = [a, b].map(({ start, step, count }) => start + (count - 1) * step);
  const tolerance = SAME_WINDOW * Math.abs(a.step);
  return (
    a.unit === b.unit &&
    Math.abs(a.start - b.start) <= tolerance &&
    Math.abs(lastA - lastB) <= tolerance
  );
}

/** Parts files without a table of motors where a long pause lies between them. */
function withoutPauses(family: Member[]): Member[][] {
  if (family[0].facts.table !== null || family.length < 3) return [family];
  const times = family.map(({ facts }) => facts.time);
  const pauses = times.slice(1).map((time, i) => Math.abs(time - times[i]));
  const usual = [...pauses].sort((a, b) => a - b)[Math.floor(pauses.length / 2)];
  const longest = Math.max(LONGEST_PAUSE_MS, PAUSE_FACTOR * usual);
  const parts: Member[][] = [[]];
  family.forEach((member, i) => {
    if (i > 0 && pauses[i - 1] > longest) parts.push([]);
    parts[parts.length - 1].push(member);
  });
  return parts;
}

function scanOf(group: Member[], name: string): ScanGroup {
  const [{ facts: first }] = group;
  const all = group.map(({ facts }) => facts);
  const expected = all.map(({ expectedFrames }) => expectedFrames);
  const moved = movedMotors(all);
  return {
    name,
    kind: kindOf(all, moved),
    fileNames: all.map(({ fileName }) => fileName),
    entry: first.entry,
    formatId: first.formatId,
    frames: all.reduce((sum, { frames }) => sum + frames, 0),
    expectedFrames: group.length > 1 ? null : expected[0],
    complete: all.every(({ complete }) => complete),
    frame: first.frame,
    moved,
    table: first.table,
    firstTime: Math.min(...all.map(({ time }) => time)),
    lastTime: Math.max(...all.map(({ time }) => time)),
  };
}

/** Motors with a travel over the scan; those that the file itself scans come first. */
function movedMotors(all: readonly SpectraFacts[]): ScanGroup['moved'] {
  const ranges = new Map<string, ScanGroup['moved'][number]>();
  for (const { motors } of all) {
    for (const { name, unit, minimum, maximum } of motors) {
      const known = ranges.get(name);
      ranges.set(name, {
        name,
        unit,
        minimum: Math.min(known?.minimum ?? minimum, minimum),
        maximum: Math.max(known?.maximum ?? maximum, maximum),
      });
    }
  }
  const scanned = all[0].scanned.flatMap(({ name }) => ranges.get(name) ?? []);
  const others = [...ranges.values()].filter((motor) => !scanned.includes(motor));
  return [...scanned, ...others].filter(({ minimum, maximum }) => maximum > minimum);
}

const angular = /^(deg|rad|mrad)$/i;
const angularName = /polar|tilt|azi|theta|phi|beta|defl/i;
const photonName = /photon|^hv$|mono|excitation|^energy$/i;

function kindOf(all: readonly SpectraFacts[], moved: ScanGroup['moved']): ScanKind {
  const [{ frame, scanned }] = all;
  const frames = all.reduce((sum, { frames: own }) => sum + own, 0);
  if (frame === null) return 'totals';
  const isOf = (test: (motor: { name: string; unit: string }) => boolean) =>
    scanned.length > 0 ? scanned.some(test) : moved.length > 0 && moved.every(test);
  const isPlace = ({ name, unit }: { name: string; unit: string }) =>
    /^([munµ]?m|)$/.test(unit) && !angularName.test(name) && !photonName.test(name);
  const places = (scanned.length > 0 ? scanned : moved).filter(isPlace).length;
  if (frame.angle.count < 2) return 'curves';
  if (frames <= 1) return 'spectrum';
  if (places >= 2) return 'map';
  if (isOf(({ name, unit }) => angular.test(unit) || angularName.test(name))) return 'angle-scan';
  if (isOf(({ name, unit }) => photonName.test(name) || /^[mk]?eV$/.test(unit))) {
    return 'photon-energy-scan';
  }
  if (isOf(({ unit }) => unit === 'K')) return 'temperature-scan';
  if (places === 1) return 'line';
  return scanned.length > 0 || moved.length > 0 ? 'scan' : 'series';
}

/** A file of several frames is called as it is; files of one by what their names share. */
function uniqueName(group: Member[], groups: Member[][], taken: Set<string>): string {
  const [{ facts, name }] = group;
  const isSeries = group.length > 1 || name.isPoint;
  const base = isSeries && name.base !== '' ? seriesName(group) : facts.fileName;
  const entry = facts.entry === null ? '' : `:${facts.entry}`;
  const plain = `${base}${entry}`;
  const isShared =
    isSeries &&
    groups.some(
      (other) =>
        other !== group &&
        other[0].name.base === name.base &&
        (other.length > 1 || other[0].name.isPoint),
    );
  // Scans of one name are told apart by the file that each begins with.
  let unique = isShared ? `${plain} (${facts.fileName})` : plain;
  for (let copy = 2; taken.has(unique); copy++) unique = `${plain} (${copy})`;
  taken.add(unique);
  return unique;
}

function seriesName([{ name }]: Member[]): string {
  return name.region === null ? name.base : `${name.base} ${name.region}`;
}

function firstTime(group: readonly Member[]): number {
  return Math.min(...group.map(({ facts }) => facts.time));
}

function inOrder(a: Member, b: Member): number {
  return (
    a.name.base.localeCompare(b.name.base, 'en', { numeric: true }) ||
    (a.name.number ?? -1) - (b.name.number ?? -1) ||
    a.facts.fileName.localeCompare(b.facts.fileName, 'en', { numeric: true }) ||
    (a.facts.entry ?? '').localeCompare(b.facts.entry ?? '', 'en', { numeric: true })
  );
}

function byKey<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): Map<string, Value[]> {
  const found = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const others = found.get(key);
    if (others === undefined) found.set(key, [value]);
    else others.push(value);
  }
  return found;
}
