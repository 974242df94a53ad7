import { describe, expect, it } from 'vitest';
import { tightBindingEnergies } from './band-energies';
import type { BandTable } from './band-table';
import { bandEnergyAt, parseBandTable, placeInTable } from './band-table';
import type { Lattice, SpectrumParameters } from './parameters';
import { flatBand, referenceParameters } from './reference.test-support';
import { expectedComponents, expectedImages } from './spectrum';

const lattice: Lattice = { kind: 'square', aAngstrom: 4, bAngstrom: 4 };
const band = { ...flatBand, energyEv: -0.4, hoppingEv: 0.12, nextNearestRatio: 0.2 };
const period = (2 * Math.PI) / lattice.aAngstrom;
const points = 48;

/** Energies of all bands at a momentum, or null beyond the table. */
function energiesAt(table: BandTable, kx: number, ky: number): number[] | null {
  const place = placeInTable(table, kx, ky);
  return place && table.energiesEv.map((energies) => bandEnergyAt(energies, place));
}

/** One period of the band as a table, rows from the last momentum to the first. */
function tableText(): string {
  const lines = ['kx, ky, band 1'];
  for (let index = points * points - 1; index >= 0; index--) {
    const kx = ((index % points) * period) / points;
    const ky = (Math.floor(index / points) * period) / points;
    lines.push(`${kx},${ky},${tightBindingEnergies(lattice, band, kx, ky)[0]}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

describe('parseBandTable', () => {
  it('reads a grid in any order of rows', () => {
    const table = parseBandTable(tableText(), { isPeriodic: true });
    expect(table.names).toEqual(['band 1']);
    expect(table.kx.count).toBe(points);
    expect(table.ky.step).toBeCloseTo(period / points, 9);
    const kx = (5 * period) / points;
    const ky = (31 * period) / points;
    expect(energiesAt(table, kx, ky)?.[0]).toBeCloseTo(
      tightBindingEnergies(lattice, band, kx, ky)[0],
      9,
    );
  });

  it.each([
    ['', 'header'],
    ['kx,ky\n0,0\n', 'header'],
    ['x,y,E\n0,0,1\n', 'header'],
    ['kx,ky,E\n0,0,1\n0,one,1\n', 'line 3'],
    ['kx,ky,E\n0,0,1\n0,1\n', 'line 3'],
    ['kx,ky,E\n0,0,1\n0,1,\n', 'line 3'],
    ['kx,ky,E\n0,0,1\n0,1,1\n', 'at least 2 values of kx'],
    ['kx,ky,E\n0,0,1\n0,1,1\n1,0,1\n', '4 rows'],
    ['kx,ky,E\n0,0,1\n0,1,1\n1,0,1\n1,0,1\n', 'twice'],
    ['kx,ky,E\n0,0,1\n1,0,1\n3,0,1\n0,1,1\n1,1,1\n3,1,1\n', 'evenly spaced values of kx'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(() => parseBandTable(text, { isPeriodic: false })).toThrow(problem);
  });
});

describe('imported bands', () => {
  const imported = (isPeriodic: boolean): SpectrumParameters => ({
    ...referenceParameters,
    material: {
      kind: 'imported',
      table: parseBandTable(tableText(), { isPeriodic }),
      bands: [{ selfEnergy: band.selfEnergy, matrixAmplitude: 1 }],
      matrixElement: { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 },
    },
  });
  const modelled: SpectrumParameters = {
    ...referenceParameters,
    material: {
      kind: 'tight-binding',
      lattice,
      bands: [band],
      matrixElement: { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 },
    },
  };

  it('look like the band that the table was made of, over several periods', () => {
    const expected = expectedImages(modelled).signal;
    const found = expectedImages(imported(true)).signal;
    let difference = 0;
    expected.forEach((value, index) => {
      difference = Math.max(difference, Math.abs(found[index] - value));
    });
    expect(difference).toBeLessThan(0.06);
    const ofTable = expectedComponents(imported(true));
    const ofModel = expectedComponents(modelled);
    expect(ofTable.feature).toBeCloseTo(ofModel.feature, 2);
  });

  it('are interpolated linearly between the grid’s momenta', () => {
    const table = parseBandTable('kx,ky,E,F\n0,0,1,0\n1,0,2,0\n0,1,3,0\n1,1,8,4\n', {
      isPeriodic: false,
    });
    expect(energiesAt(table, 0.25, 0.5)).toEqual([2.75, 0.5]);
    expect(energiesAt(table, 1, 1)).toEqual([8, 4]);
    expect(energiesAt(table, 1.01, 0.5)).toBeNull();
  });

  it('end with a table that does not repeat', () => {
    const { sampling } = referenceParameters;
    const { signal } = expectedImages(imported(false));
    const rightOf = (share: number): number => {
      const column = Math.floor(share * sampling.angleCount);
      let sum = 0;
      for (let i = 0; i < sampling.energyCount; i++)
        sum += signal[i * sampling.angleCount + column];
      return sum;
    };
    // The table starts at kx = 0, the middle of the frame.
    expect(rightOf(0.25)).toBeLessThan(1e-3 * rightOf(0.75));
  });
});
