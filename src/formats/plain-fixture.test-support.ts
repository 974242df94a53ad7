import { zipSync } from 'fflate';
import { wholeNumberAt } from './fixture-counts.test-support';

/** A region of SES as a zip member list; counts are [depth][height][width]. */
export function sesRegionMembers(
  name: string,
  {
    width,
    height,
    depth,
    ini = '',
    settings = '',
  }: {
    width: number;
    height: number;
    depth: number;
    ini?: string;
    settings?: string;
  },
): Record<string, Uint8Array> {
  const counts = Float32Array.from({ length: width * height * depth }, (_, i) => wholeNumberAt(i));
  const text = [
    '[spectrum]',
    `width=${width}`,
    `height=${height}`,
    `depth=${depth}`,
    'byteperpoint=4',
    'widthoffset=10.5\nwidthdelta=0.1\nwidthlabel=Kinetic Energy [eV]',
    'heightoffset=-15\nheightdelta=0.5\nheightlabel=Thetax [deg]',
    'depthoffset=-1\ndepthdelta=2\ndepthlabel=Thetay [deg]',
    ini,
  ].join('\n');
  return {
    [`Spectrum_${name}.ini`]: Buffer.from(text),
    [`Spectrum_${name}.bin`]: new Uint8Array(counts.buffer),
    [`${name}.ini`]: Buffer.from(`[SES]\nRegion Name=${name}\n${settings}`),
  };
}

/** A zip archive of members, deflated. */
export function zipBytes(members: Record<string, Uint8Array>): Buffer {
  return Buffer.from(zipSync(members, { mtime: new Date(2024, 0, 1) }));
}

/** A FITS file: a header, and a binary table with a row a point. */
export function fitsBytes(cards: string[], tableCards: string[], rows: Buffer): Buffer {
  return Buffer.concat([
    fitsHeader(['SIMPLE  =                    T', 'BITPIX  = 8', 'NAXIS   = 0', ...cards]),
    fitsHeader(["XTENSION= 'BINTABLE'", 'BITPIX  = 8', 'NAXIS   = 2', ...tableCards]),
    rows,
  ]);
}

function fitsHeader(cards: string[]): Buffer {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');
}

/** Lines of numbers, a row each. */
export function numberLines(rows: number, columns: number, separator = '\t'): string {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (__, c) => wholeNumberAt(r * columns + c)).join(separator),
  ).join('\r\n');
}

/** An Igor text file with one wave of rows (angle) and columns (energy). */
export function igorText(rows: number, columns: number): string {
  return [
    'IGOR',
    'X //Created Date (UTC) = 2024-Mar-05 10:11:12',
    `WAVES/S/N=(${rows},${columns}) 'cut'`,
    'BEGIN',
    numberLines(rows, columns),
    'END',
    `X SetScale/I x, -5, 5, "Non-Energy Channel [deg]", 'cut'`,
    `X SetScale/P y, 16, 0.25, "Kinetic Energy [eV]", 'cut'`,
    `X Note 'cut', "X position [mm]: 1.25\\rpolar: 3"`,
    '',
  ].join('\r\n');
}

/** A text of MB Scientific, a line an energy. */
export function mbsText(
  energies: number,
  slices: number,
  body = numberLines(energies, slices),
): string {
  return [
    'Frames Per Step\t1',
    'Pass Energy\tPE010',
    'Lens Mode\tL4Ang0d8',
    'Start K.E.\t10',
    'Step Size\t0.5',
    `End K.E.\t${10 + 0.5 * energies}`,
    'DeflX\t2.5',
    `NoS\t${slices}`,
    'RegName\t',
    'STim\t29/01/2019   09:41',
    'TIMESTAMP:\t29/01/2019   09:41',
    'XScaleMin\t-4',
    'XScaleMax\t4',
    'YScaleMin\t-3',
    'YScaleMax\t3',
    'DATA:\t',
    body,
    '',
  ].join('\r\n');
}

/** A binary of MB Scientific with `images` of [angle][energy]. */
export function krxBytes(
  images: number,
  angles: number,
  energies: number,
  wide: boolean,
  headerOf = (_image: number) => ['ScaleMin\t-4', 'ScaleMax\t4', 'MapStartX\t-2', 'MapEndX\t2'],
): Buffer {
  const word = wide ? 8 : 4;
  const indexBytes = (1 + 3 * images) * word;
  const headers = Array.from({ length: images }, (_, image) => {
    const scales = ['Start K.E.\t10', 'Step Size\t0.5', `End K.E.\t${10 + 0.5 * energies}`];
    const lines = [...scales, ...headerOf(image), 'DATA:', '  '];
    return Buffer.from(lines.join('\r\n'), 'latin1');
  });
  const padded = 4 * Math.ceil((angles * energies * 4 + 4 + headers[0].length) / 4);
  const bytes = Buffer.alloc(indexBytes + images * padded);
  const put = (index: number, value: number) => bytes.writeUInt32LE(value, index * word);
  put(0, 3 * images);
  headers.forEach((header, i) => {
    const start = indexBytes + i * padded;
    [start / 4, angles, energies].forEach((value, k) => put(1 + 3 * i + k, value));
    for (let v = 0; v < angles * energies; v++) {
      bytes.writeInt32LE(wholeNumberAt(i * angles * energies + v), start + 4 * v);
    }
    header.copy(bytes, start + angles * energies * 4 + 4);
  });
  return bytes;
}

/** A text of SES with one region; energies descend. */
export function sesText(energies: number, slices: number): string {
  const energyScale = Array.from({ length: energies }, (_, i) => 20 - 0.1 * i);
  const rows = energyScale.map((energy, e) =>
    [energy, ...Array.from({ length: slices }, (_, a) => wholeNumberAt(e * slices + a))].join('  '),
  );
  return [
    '[Info]',
    'Number of Regions=1',
    'Version=1.2.2',
    '',
    '[Region 1]',
    'Region Name=Cut',
    'Dimension 1 name=Kinetic Energy [eV]',
    `Dimension 1 size=${energies}`,
    `Dimension 1 scale=${energyScale.join(' ')}`,
    'Dimension 2 name=Y-Scale [deg]',
    `Dimension 2 size=${slices}`,
    `Dimension 2 scale=${Array.from({ length: slices }, (_, i) => -3 + i).join(' ')}`,
    '[Info 1]',
    'Region Name=Cut',
    'Date=2024-12-20',
    'Time=16:01:24',
    'Time per Spectrum Channel=1.5',
    '[Run Mode Information 1]',
    'Name=',
    '[Data 1]',
    ...rows,
    '',
  ].join('\r\n');
}

/** A text of SPECS Prodigy: at each of `points`, a curve an angle. */
export function specsText(points: number, angles: number, energies: number): string {
  const lines = [
    '# Created by: SpecsLab Prodigy',
    '# Energy Axis: Kinetic Energy',
    '# Dwell Time: 0.2',
  ];
  for (let p = 0; p < points; p++) {
    lines.push(`# Parameter: "X [mm]" = ${0.5 * p}`, '');
    for (let a = 0; a < angles; a++) {
      lines.push(`# Cycle: ${p}, Curve: ${a}`, `# NonEnergyOrdinate: ${-2 + a}`, '#');
      for (let e = 0; e < energies; e++) {
        lines.push(
          `${(16 + 0.5 * e).toFixed(3)}  ${wholeNumberAt((p * angles + a) * energies + e)}`,
        );
      }
      lines.push('');
    }
  }
  return lines.join('\r\n');
}
