import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { BandFamily } from '#core/bands/band-family';
import { bandFamily } from '#core/bands/families';
import { FAMILY_NAMES } from '#shared/band-families';
import { familyOfTable } from '#core/bands/hopping-table';
import { SweetSpotError } from '#shared/errors';

export const familyOption = () =>
  new Option('--family <name>', 'family of band models')
    .choices([...FAMILY_NAMES, 'table'])
    .makeOptionMandatory();

/** `--family table`: what is told of a table of hoppings beside it. */
interface TableOptions {
  family: string;
  kz: number;
  hoppings?: string;
  lattice?: 'square' | 'hexagonal';
  free?: string[];
}

/** The family a command line names, or the one a table of hoppings makes. */
export async function toldFamily(options: TableOptions): Promise<BandFamily> {
  if (options.hoppings === undefined) {
    return bandFamily(options.family, { kzPhase: options.kz });
  }
  const path = options.hoppings;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SweetSpotError('not-found', `A table of hoppings was expected at ${path}.`, {
      cause,
    });
  });
  return familyOfTable(text, {
    lattice: options.lattice ?? 'square',
    free: options.free ?? [],
    kzPhase: options.kz,
  });
}

/** Name and value as `t=0.16`, collected over repeated options. */
export function namedValue(text: string, known: Record<string, number>): Record<string, number> {
  const match = /^(\w+)=(-?[\d.]+(?:e-?\d+)?)$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected NAME=VALUE, e.g. t=0.16.');
  return { ...known, [match[1]]: Number(match[2]) };
}

export function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number.');
  }
  return value;
}

/** Values to start near, in the family's order; what is not told is its typical value. */
export function toldParameters(family: BandFamily, told: Record<string, number>): number[] | null {
  const names = family.parameters.map(({ name }) => name);
  const unknown = Object.keys(told).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new SweetSpotError(
      'invalid-request',
      `Expected a parameter of ${family.id}, one of ${names.join(', ')}; found ${unknown}.`,
    );
  }
  if (Object.keys(told).length === 0) return null;
  return family.parameters.map(({ name, typical }) => told[name] ?? typical);
}
