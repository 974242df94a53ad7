import { describe, expect, it } from 'vitest';
import { stageCommand } from './copy-dialects';

const place = { x: 1.23456, y: -0.4, motorX: 'smx', motorY: 'smy', unit: 'mm' };

describe('stageCommand', () => {
  it.each([
    ['coordinates', 'smx = 1.235 mm, smy = -0.400 mm'],
    ['bluesky', 'RE(bps.mv(smx, 1.235, smy, -0.400))  # mm'],
    ['spec', 'umv smx 1.235 smy -0.400  # mm'],
    ['epics', 'caput smx.VAL 1.235  # mm\ncaput smy.VAL -0.400  # mm'],
    [
      'tango',
      'DeviceProxy("smx").position = 1.235  # mm\nDeviceProxy("smy").position = -0.400  # mm',
    ],
  ] as const)('writes %s', (dialect, text) => {
    expect(stageCommand(place, dialect, 3)).toBe(text);
  });

  it('leaves the unit out where the files state none', () => {
    expect(stageCommand({ ...place, unit: '' }, 'spec', 1)).toBe('umv smx 1.2 smy -0.4');
    expect(stageCommand({ ...place, unit: '' }, 'coordinates', 1)).toBe('smx = 1.2, smy = -0.4');
  });
});
