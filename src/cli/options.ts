import { InvalidArgumentError } from 'commander';

/** Parsers of option values; commander turns their errors into exit code 2 with the usage. */

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value <= 0) {
    throw new InvalidArgumentError('Expected a whole number above 0.');
  }
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new InvalidArgumentError('Expected a whole number, 0 or above.');
  }
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Expected a number above 0.');
  }
  return value;
}

/** `21x15` → columns and rows of a raster. */
export function rasterSize(text: string): { columns: number; rows: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [columns, rows] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (columns < 2 || rows < 2 || columns > 200 || rows > 200) {
    throw new InvalidArgumentError('Expected COLUMNSxROWS, each between 2 and 200, e.g. 21x15.');
  }
  return { columns, rows };
}

/** `128x96` → pixels of a spectrum, energies first. */
export function imageSize(text: string): { energyCount: number; angleCount: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [energyCount, angleCount] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (energyCount < 8 || angleCount < 8 || energyCount > 4096 || angleCount > 4096) {
    throw new InvalidArgumentError('Expected ENERGIESxANGLES, each from 8 to 4096, e.g. 128x128.');
  }
  return { energyCount, angleCount };
}

/** A share of something: 0 up to, but not including, 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) {
    throw new InvalidArgumentError('Expected a number from 0 to below 1.');
  }
  return value;
}
