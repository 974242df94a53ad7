import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BandData } from '#core/bands/band-data';
import { BandModel } from '#core/bands/band-model';
import type { BandFamily } from '#core/bands/band-family';
import { createRandom } from '#core/simulate/random';
import { PointScanWriter } from '#formats/writers/generic-nexus-writer';
import type { Axis } from '#shared/axis';
import { axisValue } from '#shared/axis';
import { referenceData, type ReferenceSetting } from './reference-spectra';

/** What is simulated. */
export interface SimulatedBands {
  family: BandFamily;
  /** In the family's order. */
  parameters: readonly number[];
  latticeAngstrom: number;
  photonEnergyEv: number;
  peakCounts: number;
  azimuthDeg: number;
  polarOffsetDeg: number;
  tiltOffsetDeg: number;
  seed: number;
}

const WORK_FUNCTION_EV = 4.5;
const GAMMA = { offsetEv: 0.02, curvaturePerEv: 0.4 } as const;
const REACH_DEG = 14;

/** Writes `NAME-map.h5`, two cuts 45° apart and `NAME.truth.json` into a folder; returns their names. */
export async function writeSimulatedBands(
  directory: string,
  name: string,
  simulated: SimulatedBands,
  onProgress: (done: number, total: number) => void,
): Promise<string[]> {
  const { family, parameters, latticeAngstrom, photonEnergyEv } = simulated;
  const model = new BandModel(family, latticeAngstrom);
  const setting: ReferenceSetting = {
    bands: (kx, ky) => [...model.at(parameters, kx, ky).energies],
    matrixElement: () => 1,
    photonEnergyEv,
    workFunctionEv: WORK_FUNCTION_EV,
    azimuthDeg: simulated.azimuthDeg,
    polarOffsetDeg: simulated.polarOffsetDeg,
    tiltOffsetDeg: simulated.tiltOffsetDeg,
    gammaOffsetEv: GAMMA.offsetEv,
    gammaCurvaturePerEv: GAMMA.curvaturePerEv,
    temperatureK: 20,
    energyResolutionEv: 0.018,
    angleResolutionDeg: 0.12,
    peakCounts: simulated.peakCounts,
  };
  const random = createRandom(simulated.seed);
  const angle = (count: number): Axis => ({
    name: 'Angle',
    unit: 'deg',
    start: -REACH_DEG,
    step: (2 * REACH_DEG) / (count - 1),
    count,
  });
  const polars = Array.from({ length: 41 }, (_, i) => -REACH_DEG + (2 * REACH_DEG * i) / 40);
  const parts = [
    { part: 'map', polars, azimuth: 0, angle: angle(120), step: 0.008, depth: 0.32 },
    { part: 'cut0', polars: [0], azimuth: 0, angle: angle(240), step: 0.004, depth: 0.45 },
    { part: 'cut1', polars: [0], azimuth: 45, angle: angle(240), step: 0.004, depth: 0.45 },
  ];
  const names: string[] = [];
  for (const { part, polars: frames, azimuth, angle: slit, step, depth } of parts) {
    onProgress(names.length, parts.length);
    const count = Math.round((depth + 0.08) / step);
    const fermiEv = photonEnergyEv - WORK_FUNCTION_EV;
    const energy: Axis = {
      name: 'Kinetic energy',
      unit: 'eV',
      start: fermiEv - depth,
      step,
      count,
    };
    const data = referenceData(
      { ...setting, peakCounts: simulated.peakCounts * (frames.length > 1 ? 1 : 4) },
      {
        name: part,
        polarsDeg: frames,
        azimuthMotorDeg: azimuth,
        anglesDeg: Array.from({ length: slit.count }, (_, a) => axisValue(slit, a)),
        omegasEv: Array.from({ length: count }, (_, i) => axisValue(energy, i) - fermiEv),
      },
      random,
    );
    names.push(`${name}-${part}.h5`);
    await writeFrames(join(directory, `${name}-${part}.h5`), data, frames, azimuth, energy, slit);
  }
  names.push(`${name}.truth.json`);
  await writeFile(join(directory, `${name}.truth.json`), truthText(simulated), { flag: 'wx' });
  return names;
}

async function writeFrames(
  path: string,
  data: BandData,
  polars: readonly number[],
  azimuth: number,
  energy: Axis,
  angle: Axis,
): Promise<void> {
  const writer = await PointScanWriter.create(
    path,
    {
      title: 'Simulated bands',
      startTime: '2026-01-01T00:00:00Z',
      expectedPoints: polars.length,
      dwellSeconds: 1,
      energy,
      angle,
      motors: [
        { name: 'polar', unit: 'deg', scanAxis: polars.length > 1 ? 'x' : null },
        { name: 'azimuth', unit: 'deg', scanAxis: null },
      ],
    },
    { live: false },
  );
  polars.forEach((polar, frame) => {
    const counts = new Float32Array(energy.count * angle.count);
    for (let a = 0; a < angle.count; a++) {
      for (let e = 0; e < energy.count; e++) {
        counts[e * angle.count + a] = data.counts[(frame * angle.count + a) * energy.count + e];
      }
    }
    writer.append({
      counts,
      positions: [
        { set: polar, readback: polar },
        { set: azimuth, readback: azimuth },
      ],
      secondsSinceStart: frame,
    });
  });
  writer.finish();
}

function truthText(simulated: SimulatedBands): string {
  const { family, parameters, latticeAngstrom, photonEnergyEv, peakCounts, seed } = simulated;
  const truth = {
    family: family.id,
    latticeAngstrom,
    parametersEv: Object.fromEntries(family.parameters.map(({ name }, i) => [name, parameters[i]])),
    azimuthDeg: simulated.azimuthDeg,
    polarOffsetDeg: simulated.polarOffsetDeg,
    tiltOffsetDeg: simulated.tiltOffsetDeg,
    photonEnergyEv,
    workFunctionEv: WORK_FUNCTION_EV,
    peakCounts,
    seed,
  };
  return `${JSON.stringify(truth, null, 1)}\n`;
}
