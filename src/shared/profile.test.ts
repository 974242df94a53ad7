import { describe, expect, it } from 'vitest';
import {
  proposedProfiles,
  scanProfileOf,
  scanProfileSchema,
  siteProfileSchema,
  type ProfilesState,
} from './profile';
import { shippedProfiles, siteProfile } from './shipped-profiles';

const state = (active: string | null, entries = [...shippedProfiles]): ProfilesState => ({
  entries,
  active,
  problem: null,
});
const names = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

describe('shipped profiles', () => {
  it('are valid, each with a name of its own', () => {
    for (const { profile } of shippedProfiles) {
      expect(siteProfileSchema.parse(profile), profile.name).toEqual(profile);
      expect(scanProfileSchema.parse(scanProfileOf(profile))).not.toHaveProperty('formats');
    }
    expect(new Set(shippedProfiles.map(({ profile }) => profile.name)).size).toBe(
      shippedProfiles.length,
    );
  });

  it('name no record, device or command that nobody stated', () => {
    for (const { profile } of shippedProfiles) {
      for (const motor of Object.values(profile.motors)) {
        expect(motor).toMatchObject({ command: null, epicsPv: null, tangoDevice: null });
      }
    }
  });
});

describe('siteProfileSchema', () => {
  const valid = siteProfile('Mine');

  it.each([
    ['an empty name', { name: '  ' }],
    ['an unknown unit', { fileUnit: 'inch' }],
    ['a dwell of 0 s', { dwellSeconds: 0 }],
    ['an angle scale of 0', { pixelAngle: { degreesPerPixel: 0, zeroPixel: 1 } }],
    ['a motor without its fields', { motors: { ...valid.motors, x: { file: 'X' } } }],
    ['half an MDC window', { mdcWindow: { energyEv: [1, 2] } }],
  ])('refuses %s', (_, change) => {
    expect(siteProfileSchema.safeParse({ ...valid, ...change }).success).toBe(false);
  });
});

describe('proposedProfiles', () => {
  it('follows the format until the user has chosen what allows for it', () => {
    expect(names(proposedProfiles(state(null), 'lorea-nexus'))).toEqual(['lorea']);
    expect(names(proposedProfiles(state('bloch'), 'lorea-nexus'))).toEqual(['lorea']);
    expect(proposedProfiles(state('lorea'), 'lorea-nexus')).toEqual([]);
    // One file format, several sites: each is proposed.
    expect(names(proposedProfiles(state(null), 'antares-nexus'))).toEqual([
      'antares-coarse',
      'antares-piezo',
    ]);
  });

  it('leaves the user alone who chose a profile for every format, and scans of no known site', () => {
    expect(proposedProfiles(state('generic'), 'lorea-nexus')).toEqual([]);
    expect(proposedProfiles(state(null), 'generic-nexus')).toEqual([]);
    expect(proposedProfiles(state(null), null)).toEqual([]);
  });

  it('proposes own profiles too', () => {
    const own = {
      id: 'a1',
      origin: 'own' as const,
      profile: siteProfile('Ours', { formats: ['sgm4'] }),
    };
    expect(names(proposedProfiles(state(null, [...shippedProfiles, own]), 'sgm4'))).toEqual([
      'sgm4',
      'a1',
    ]);
  });
});
