import { describe, expect, it } from 'vitest';
import { shippedProfiles, siteProfile } from '#shared/shipped-profiles';
import { formOf, profileOf } from './profile-form';

const full = siteProfile('Full', {
  formats: ['i05-nexus', 'sgm4'],
  fileUnit: 'um',
  displayUnit: 'mm',
  orientation: { flipX: true, flipY: false, swapAxes: true },
  region: 'DA map',
  dwellSeconds: 0.5,
  pixelAngle: { degreesPerPixel: -0.04, zeroPixel: 0 },
  mdcWindow: { energyEv: [-0.1, 0], angle: [0, 4] },
  notes: 'Two lines\nof notes',
});
full.motors.x = {
  file: 'smx',
  shown: 'SX',
  command: 'nano.x',
  epicsPv: 'BL:X',
  tangoDevice: 'a/b/c',
  stage: 'fine',
};

describe('the form of a profile', () => {
  it('says what the profile says, and back', () => {
    for (const profile of [full, ...shippedProfiles.map((entry) => entry.profile)]) {
      expect(profileOf(formOf(profile))).toEqual({ profile });
    }
  });

  it('does not share its fields with the profile', () => {
    const form = formOf(full);
    form.motors.x.command = '  ';
    form.orientation.flipX = false;
    expect(full.motors.x.command).toBe('nano.x');
    expect(full.orientation.flipX).toBe(true);
    expect(profileOf(form)).toMatchObject({ profile: { motors: { x: { command: null } } } });
  });

  it.each([
    [{ name: ' ' }, /needs a name/],
    [{ zeroPixel: '' as const }, /needs both/],
    [{ angleTo: '' as const }, /all four/],
    [{ dwellSeconds: -1 }, /dwellSeconds/],
    [{ degreesPerPixel: 0 }, /degreesPerPixel/],
  ])('says what is wrong with %j', (change, problem) => {
    expect(profileOf({ ...formOf(full), ...change })).toEqual({
      problem: expect.stringMatching(problem) as string,
    });
  });
});
