import { describe, expect, it } from 'vitest';
import { coordinateDecimals } from '#core/map/coordinate-decimals';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFixed,
  formatPenalty,
  formatScore,
  formatSignificant,
  scaleUnit,
  withUnit,
} from './numbers';

describe('numbers as users read them', () => {
  it('uses the true minus sign, and none for zero', () => {
    expect(formatFixed(-1.25, 1)).toBe('−1.3');
    expect(formatFixed(-0.01, 1)).toBe('0.0');
    expect(formatFixed(null, 1)).toBe('–');
    expect(formatFixed(NaN, 1)).toBe('–');
  });

  it('keeps significant digits', () => {
    expect(formatSignificant(0.012345)).toBe('0.0123');
    expect(formatSignificant(-1234.5)).toBe('−1235');
    expect(formatSignificant(0)).toBe('0');
    expect(formatSignificant(1.5e-7)).toBe('1.50e−7');
  });

  it('groups and shortens counts', () => {
    expect(formatCount(12_480)).toBe('12\u00a0480');
    expect(formatCount(1_254_000)).toBe('1.25 M');
  });

  it('labels scales in the unit their largest value calls for', () => {
    expect(scaleUnit(1_200_000)).toEqual({ divisor: 1e6, suffix: '\u00a0M' });
    expect(scaleUnit(20_000)).toEqual({ divisor: 1e3, suffix: '\u00a0k' });
    expect(scaleUnit(9999).divisor).toBe(1);
  });

  it('gives penalties their sign unless nothing was lost', () => {
    expect(formatPenalty(1.24)).toBe('−1.2');
    expect(formatPenalty(0.01)).toBe('0.0');
  });

  it('shows positions to a hundredth of the step', () => {
    expect(coordinateDecimals(0.05)).toBe(4);
    expect(coordinateDecimals(0.00999)).toBe(4);
    expect(coordinateDecimals(10)).toBe(1);
    expect(coordinateDecimals(500)).toBe(0);
    expect(coordinateDecimals(null)).toBe(3);
  });

  it('gives scores their uncertainty where it is known', () => {
    expect(formatScore(7.42, 0.61)).toBe('7.4 ± 0.6');
    expect(formatScore(7.42, NaN)).toBe('7.4');
  });

  it('writes durations in the largest fitting units', () => {
    expect(formatDuration(0.25)).toBe('0.25 s');
    expect(formatDuration(59.7)).toBe('1 min 00 s');
    expect(formatDuration(200)).toBe('3 min 20 s');
    expect(formatDuration(7500)).toBe('2 h 05 min');
  });

  it('writes file sizes and units', () => {
    expect(formatBytes(512)).toBe('512 B');
    expect(formatBytes(14_200)).toBe('14.2 kB');
    expect(withUnit('1.2', 'mm')).toBe('1.2\u00a0mm');
    expect(withUnit('1.2', '')).toBe('1.2');
  });
});
