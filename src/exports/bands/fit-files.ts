import { directionCount, isCut } from '#core/bands/band-data';
import { BandModel } from '#core/bands/band-model';
import { brillouinZone, type Momentum } from '#core/bands/brillouin-zone';
import { energyContours, type EnergyContour } from '#core/bands/fermi-surface';
import { csvText, type CsvCell } from '../csv';
import { figurePng } from '../figure-png';
import { writeTogether } from '../write-together';
import { asciiLine, igorText } from '../igor-language';
import { bandFigure } from './fit-figure';
import type { ExportedFit } from './exported-fit';
import { momentaOf } from './momenta';

/** Points of the path that bands are listed on, between two high-symmetry points. */
const PATH_POINTS = 100;

/** Writes the answer, bands, Fermi surface, Igor waves and a figure into a folder, all or none. */
export async function writeFitFiles(directory: string, exported: ExportedFit): Promise<string[]> {
  const reach = reachOf(exported);
  const model = modelOf(exported);
  const contours = energyContours(model, exported.unknowns, 0, reach);
  const svg = bandFigure(exported, contours, reach);
  const { answer, provenance, landscape } = exported;
  const files = [
    {
      name: 'bands-fit.json',
      content: `${JSON.stringify({ ...answer, landscape, provenance }, null, 2)}\n`,
    },
    { name: 'bands-fit.csv', content: parametersCsv(exported) },
    { name: 'bands-path.csv', content: pathCsv(exported, model) },
    { name: 'fermi-surface.csv', content: contoursCsv(contours) },
    { name: 'bands-fit.itx', content: fitItx(exported, contours) },
    { name: 'bands-fit.svg', content: svg },
    { name: 'bands-fit.png', content: await figurePng(svg) },
  ];
  await writeTogether(directory, files);
  return files.map(({ name }) => name);
}

function modelOf({ prepared }: ExportedFit): BandModel {
  return new BandModel(prepared.request.family, prepared.request.latticeAngstrom);
}

/** Half width of the square of k that holds all data. */
function reachOf({ prepared, unknowns }: ExportedFit): number {
  let reach = 0;
  for (const data of prepared.full) {
    for (const [kx, ky] of momentaOf(data, prepared, unknowns)) {
      reach = Math.max(reach, Math.abs(kx), Math.abs(ky));
    }
  }
  return 1.02 * reach;
}

function parametersCsv({ answer, provenance }: ExportedFit): string {
  const orientation: CsvCell[][] = [
    ['azimuth', answer.azimuthDeg, answer.azimuthSigmaDeg, 'deg', 'true'],
    ['polarOffset', answer.polarOffsetDeg, answer.polarOffsetSigmaDeg, 'deg', 'true'],
    ['tiltOffset', answer.tiltOffsetDeg, answer.tiltOffsetSigmaDeg, 'deg', 'true'],
  ];
  const values = [...answer.parameters, ...answer.ratios].map(
    ({ name, value, sigma, unit, determined }): CsvCell[] => [
      name,
      value,
      sigma,
      unit,
      String(determined),
    ],
  );
  const from: CsvCell[][] = [
    ['family', answer.family, null, '', 'told'],
    ['lattice', answer.latticeAngstrom, null, 'Å', 'told'],
    ['made by', `SweetSpot ${provenance.appVersion}, ${provenance.exportedAt}`, null, '', ''],
    ...provenance.sources.map(({ path, sha256 }): CsvCell[] => ['source', path, null, sha256, '']),
  ];
  return csvText(
    ['name', 'value', 'sigma', 'unit', 'determined'],
    [...values, ...orientation, ...from],
  );
}

function pathCsv({ unknowns, prepared }: ExportedFit, model: BandModel): string {
  const zone = brillouinZone(prepared.request.family.lattice, prepared.request.latticeAngstrom);
  const corners = zone === null ? [] : [...zone.points, zone.points[0]];
  const rows: CsvCell[][] = [];
  let length = 0;
  corners.slice(1).forEach(({ name, at }, leg) => {
    const from = corners[leg];
    const step = Math.hypot(at[0] - from.at[0], at[1] - from.at[1]) / PATH_POINTS;
    for (let i = leg === 0 ? 0 : 1; i <= PATH_POINTS; i++) {
      const share = i / PATH_POINTS;
      const k: Momentum = [
        from.at[0] + share * (at[0] - from.at[0]),
        from.at[1] + share * (at[1] - from.at[1]),
      ];
      if (i > 0) length += step;
      const label = i === 0 ? from.name : i === PATH_POINTS ? name : '';
      rows.push([label, length, ...k, ...model.at(unknowns, ...k).energies]);
    }
  });
  const bands = Array.from({ length: model.bandCount }, (_, band) => `band ${band + 1} (eV)`);
  return csvText(['point', 'length (1/Å)', 'kx (1/Å)', 'ky (1/Å)', ...bands], rows);
}

function contoursCsv(contours: readonly EnergyContour[]): string {
  const rows = contours.flatMap(({ band, lines }) =>
    lines.flatMap((line, index) =>
      line.map(([kx, ky]): CsvCell[] => [band + 1, index + 1, kx, ky]),
    ),
  );
  return csvText(['band', 'line', 'kx (1/Å)', 'ky (1/Å)'], rows);
}

/** Igor text: parameters, the Fermi surface, and counts beside their model in k at each energy. */
function fitItx(exported: ExportedFit, contours: readonly EnergyContour[]): string {
  const { answer, prepared, unknowns, fit, provenance } = exported;
  const lines = ['IGOR', 'WAVES/D bands_value bands_sigma', 'BEGIN'];
  const number = (value: number | null): string => (value === null ? 'NaN' : String(value));
  for (const { value, sigma } of answer.parameters)
    lines.push(`${number(value)}\t${number(sigma)}`);
  lines.push('END');
  const names = answer.parameters.map(({ name }) => name).join(', ');
  lines.push(`X Note bands_value, ${igorText(`${answer.family}: ${names}; eV`)}`);
  lines.push('WAVES/D fermi_kx fermi_ky', 'BEGIN');
  for (const { lines: parts } of contours) {
    for (const part of parts) {
      for (const [kx, ky] of part) lines.push(`${kx}\t${ky}`);
      lines.push('NaN\tNaN');
    }
  }
  lines.push('END');
  const models = fit.models();
  prepared.full.forEach((data, index) => {
    const wave = isCut(data) ? `cut${index}` : `map${index}`;
    const energies = data.energiesEv.length;
    const momenta = momentaOf(data, prepared, unknowns);
    lines.push(
      `WAVES/D ${wave}_kx ${wave}_ky ${wave}_energy ${wave}_counts ${wave}_model`,
      'BEGIN',
    );
    for (let d = 0; d < directionCount(data); d++) {
      for (let i = 0; i < energies; i++) {
        const at = d * energies + i;
        lines.push(
          [
            momenta[d][0].toFixed(6),
            momenta[d][1].toFixed(6),
            (data.energiesEv[i] - answer.fermiEv).toFixed(5),
            data.mask[at] === 0 ? 'NaN' : String(data.counts[at]),
            models[index][at].toPrecision(6),
          ].join('\t'),
        );
      }
    }
    lines.push('END', `X Note ${wave}_counts, ${igorText(`source: ${data.name}`)}`);
  });
  lines.push(
    `X Note bands_value, ${igorText(`SweetSpot ${provenance.appVersion}, ${provenance.exportedAt}`)}`,
    '',
  );
  return lines.map(asciiLine).join('\r\n');
}
