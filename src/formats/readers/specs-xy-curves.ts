import type { BinaryFile } from '../binary-file';
import { lineAt } from '../numeric-text';
import type { FrameMotor } from '../scan-file';
import { unitName } from '../uniform-axis';
import { finiteNumber, nameAndUnit } from './key-value-text';

const MOST_REGIONS = 1000;

/** Counts over energies at one place along the slit. */
export interface Curve {
  angle: number | null;
  /** Scanned parameters in force. */
  motors: FrameMotor[];
  /** Number of the curve in its cycle, where the file numbers them. */
  curve: string | null;
  cycle: string;
  energies: number[];
  counts: number[];
}

/** A region of the export: one spectrum, or one for every cycle and value of its parameters. */
export interface XyRegion {
  name: string;
  /** Remarks `# key: value`, keys in lower case; those of the file come before the region's own. */
  header: Map<string, string>;
  curves: Curve[];
  /** Readings of channels beside the detector, by cycle. */
  readings: Map<string, FrameMotor[]>;
}

/** Remarks and numbers in the order of the file. */
class CurveReader {
  readonly regions: XyRegion[] = [];
  private readonly ofFile = new Map<string, string>();
  private region: XyRegion | null = null;
  private readonly motors = new Map<string, FrameMotor>();
  private cycle = '';
  private curve: string | null = null;
  private angle: number | null = null;
  private current: Curve | null = null;
  /** Values of a channel beside the detector; null while those of the detector are read. */
  private channel: { motor: FrameMotor; values: number } | null = null;

  constructor(private readonly file: BinaryFile) {}

  read(line: string): void {
    if (line.startsWith('#')) this.remark(line);
    else if (line.trim() === '') this.current = null;
    else this.numbers(line);
  }

  private remark(line: string): void {
    // Any remark but the end of a block parts one curve from the next.
    if (line.trim().length > 1) this.current = null;
    const parameter = /^#\s*Parameter:\s*"([^"]+)"\s*=\s*(\S+)/.exec(line);
    const value = finiteNumber(parameter?.[2]);
    if (parameter !== null) {
      const { name, unit } = nameAndUnit(parameter[1]);
      if (value !== null && !isCounter(name)) {
        this.motors.set(name, { name, unit: unitName(unit), value });
      }
      return;
    }
    const external = /^#\s*External Channel Data Cycle:\s*(\d+)\s*,\s*(.*?)\s*$/i.exec(line);
    if (external !== null) {
      this.cycle = external[1];
      const [, label] = /^(.*?)(?:\s*\([^()]*\))?$/.exec(external[2]) ?? ['', ''];
      const { name, unit } = nameAndUnit(label);
      this.channel = { motor: { name, unit: unitName(unit), value: 0 }, values: 0 };
      return;
    }
    const pair = /^#\s*([^:]+?):\s*(.*?)\s*$/.exec(line);
    if (pair !== null) this.pair(pair[1].toLowerCase(), pair[2]);
  }

  private pair(key: string, text: string): void {
    if (key === 'region') {
      this.region = this.addRegion(text);
      this.motors.clear();
      [this.cycle, this.curve, this.angle, this.channel] = ['', null, null, null];
    } else if (key === 'nonenergyordinate') this.angle = finiteNumber(text);
    else if (key === 'cycle') {
      this.cycle = /^\d*/.exec(text)?.[0] ?? '';
      this.curve = /Curve:\s*(\d+)/i.exec(text)?.[1] ?? null;
      this.channel = null;
    } else {
      const header = this.region?.header ?? this.ofFile;
      if (!header.has(key) || this.ofFile.get(key) === header.get(key)) header.set(key, text);
      if (this.region === null) this.ofFile.set(key, text);
    }
  }

  private addRegion(name: string): XyRegion {
    if (this.regions.length >= MOST_REGIONS)
      throw this.file.wrong(`expected at most ${MOST_REGIONS} regions, found more`);
    const alike = this.regions.filter((region) => region.name.replace(/ \(\d+\)$/, '') === name);
    const region: XyRegion = {
      name: alike.length === 0 ? name : `${name} (${alike.length + 1})`,
      header: new Map(this.ofFile),
      curves: [],
      readings: new Map(),
    };
    this.regions.push(region);
    return region;
  }

  private numbers(line: string): void {
    const words = line.trim().split(/\s+/);
    const energy = finiteNumber(words[0]);
    const counts = /^[+-]?nan$/i.test(words.at(1) ?? '') ? NaN : finiteNumber(words.at(1));
    if (energy === null || counts === null) {
      throw this.file.wrong(`expected an energy and a count, found "${line.slice(0, 40)}"`);
    }
    // Without remarks of its own a file is one region.
    this.region ??= this.addRegion('');
    if (this.channel !== null) {
      this.reading(counts);
      return;
    }
    if (this.current === null) {
      const { angle, curve, cycle } = this;
      this.current = {
        angle,
        curve,
        cycle,
        motors: [...this.motors.values()],
        energies: [],
        counts: [],
      };
      this.region.curves.push(this.current);
    }
    this.current.energies.push(energy);
    this.current.counts.push(counts);
  }

  /** Of a channel beside the detector the mean over the energies is kept. */
  private reading(value: number): void {
    const { channel, region, cycle } = this;
    if (channel === null || region === null || !Number.isFinite(value)) return;
    if (channel.values === 0) {
      region.readings.set(cycle, [...(region.readings.get(cycle) ?? []), channel.motor]);
    }
    channel.values++;
    channel.motor.value += (value - channel.motor.value) / channel.values;
  }
}

/** The regions of a text that hold any counts. Throws `invalid-format` for lines of something else. */
export function xyRegions(file: BinaryFile, text: string): XyRegion[] {
  const reader = new CurveReader(file);
  for (let at = 0; at < text.length;) {
    const { line, next } = lineAt(text, at);
    reader.read(line);
    at = next;
  }
  return reader.regions.filter(({ curves }) => curves.length > 0);
}

/** Parameters that number the steps move nothing. */
function isCounter(name: string): boolean {
  return /^(step|cycle|loop|iteration|index|count)$/i.test(name);
}
