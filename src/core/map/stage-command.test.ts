import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScanProfile } from '#shared/profile';
import { siteProfile } from '#shared/shipped-profiles';
import { drivenMotor, positionUnit, profileMotor, shownUnit } from './profile-motors';
import { dialectTrouble, drivenPosition, stageCommand } from './stage-command';

function profileWith(changes: Partial<ScanProfile>): ScanProfile {
  return siteProfile('Test site', changes);
}
const unnamed = {
  file: null,
  shown: null,
  command: null,
  epicsPv: null,
  tangoDevice: null,
  stage: null,
};
const nano = profileWith({
  motors: {
    x: { ...unnamed, file: 'smx', command: 'nano.x', epicsPv: 'BL05-EA-SM:X.VAL', stage: 'fine' },
    y: { ...unnamed, file: 'smy', tangoDevice: 'i05/sm/y', shown: 'SMY' },
    z: unnamed,
  },
});

function placeOf(profile: ScanProfile | null, unit = 'mm', motorUnit?: string) {
  const axis = (name: string) => ({ name, unit, ...(motorUnit && { motorUnit }) });
  return {
    x: drivenPosition(drivenMotor(profile, axis('smx')), 1.23456, 3),
    y: drivenPosition(drivenMotor(profile, axis('smy')), -0.4, 3),
  };
}

describe('stageCommand', () => {
  it.each([
    ['coordinates', 'smx = 1.235 mm, smy = -0.400 mm'],
    ['bluesky', 'RE(bps.mv(smx, 1.235, smy, -0.400))  # mm'],
    ['spec', 'umv smx 1.235 smy -0.400  # mm'],
    ['gda', '# mm\npos smx 1.235\npos smy -0.400'],
    ['smartscan', 'ADD_POINT 1235 -400'],
  ] as const)(
    'writes %s with the names in the files where there is no profile',
    (dialect, text) => {
      const place = placeOf(null);
      expect(dialectTrouble(place, dialect)).toBeNull();
      expect(stageCommand(place, dialect)).toBe(text);
    },
  );

  it('takes names, records and the stage from the profile', () => {
    const place = placeOf(nano);
    expect(stageCommand(place, 'bluesky')).toBe(
      'RE(bps.mv(nano.x, 1.235, SMY, -0.400))  # nano.x: mm, stage: fine; SMY: mm',
    );
    const known = { x: place.x, y: { ...place.y, epicsPv: 'BL05:Y' } };
    expect(stageCommand(known, 'epics')).toBe(
      'caput BL05-EA-SM:X.VAL 1.235  # mm, stage: fine\ncaput BL05:Y.VAL -0.400  # mm',
    );
    expect(stageCommand({ x: { ...place.x, tangoDevice: 'i05/sm/x' }, y: place.y }, 'tango')).toBe(
      'DeviceProxy("i05/sm/x").position = 1.235  # mm, stage: fine\n' +
        'DeviceProxy("i05/sm/y").position = -0.400  # mm',
    );
  });

  it('says what it lacks instead of making up a name or a unit', () => {
    const place = placeOf(nano, '');
    expect(dialectTrouble(place, 'epics')).toMatch(/no EPICS record for SMY/);
    expect(dialectTrouble(place, 'tango')).toMatch(/no Tango device for nano\.x/);
    expect(dialectTrouble(place, 'smartscan')).toMatch(/unit of nano\.x and SMY is not known/);
    expect(stageCommand(placeOf(null, ''), 'spec')).toBe('umv smx 1.235 smy -0.400');
    expect(stageCommand(placeOf(null, ''), 'coordinates')).toBe('smx = 1.235, smy = -0.400');
  });

  it('drives a motor in its own unit, whatever the map shows', () => {
    const place = placeOf(null, 'um', 'mm');
    expect(stageCommand(place, 'spec')).toBe('umv smx 0.001235 smy -0.000400  # mm');
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.constantFrom('m', 'mm', 'um', 'nm'),
        fc.constantFrom('m', 'mm', 'um', 'nm'),
        (shown, unit, motorUnit) => {
          const motor = drivenMotor(null, { name: 'x', unit, motorUnit });
          const at = drivenPosition(motor, shown, 4);
          const back = Number(at.value.toFixed(at.decimals)) / motor.factor;
          const lost = at.decimals === 0 ? 0.5 / motor.factor : 0.51e-4;
          expect(Math.abs(back - shown)).toBeLessThanOrEqual(lost + 1e-9 * Math.abs(shown));
        },
      ),
    );
  });
});

describe('names and units of a profile', () => {
  it('knows motors by their file name, else by their axis', () => {
    expect(profileMotor(nano, 'smx')?.command).toBe('nano.x');
    expect(profileMotor(nano, 'smx_set')?.command).toBe('nano.x');
    expect(profileMotor(nano, 'sax')).toBeNull();
    expect(profileMotor(nano, 'sample_z')).toBe(nano.motors.z);
    expect(profileMotor(nano, 'Energy')).toBeNull();
    expect(profileMotor(null, 'smx')).toBeNull();
  });

  it('gives stage positions a unit only where their file does not', () => {
    const profile = profileWith({ fileUnit: 'um', displayUnit: 'mm' });
    const unitOf = (name: string, unit = '') => positionUnit(profile, { name, unit });
    for (const name of ['X', 'sax', 'FSamX', 'Sample Y (Vert)', 'sample_z', 'pi/x', 'x1']) {
      expect(unitOf(name), name).toEqual({ unit: 'um', fromProfile: true });
    }
    for (const name of ['Polar', 'Energy', 'Delay', 'T', 'FakeMotor1', 'Azimuth']) {
      expect(unitOf(name), name).toEqual({ unit: '', fromProfile: false });
    }
    expect(unitOf('X', 'mm')).toEqual({ unit: 'mm', fromProfile: false });
    expect(positionUnit(null, { name: 'X', unit: '' })).toEqual({ unit: '', fromProfile: false });
    expect([shownUnit(profile, 'um'), shownUnit(profile, 'deg'), shownUnit(profile, '')]).toEqual([
      'mm',
      'deg',
      '',
    ]);
  });
});
