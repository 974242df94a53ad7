import type { ProfileEntry, ProfileMotor, SiteProfile } from './profile';

/** A motor by its name in the files, with what else is known of it. */
function motor(file: string | null, more: Partial<ProfileMotor> = {}): ProfileMotor {
  return {
    file,
    shown: null,
    command: null,
    epicsPv: null,
    tangoDevice: null,
    stage: null,
    ...more,
  };
}

function motors(
  x: string | null,
  y: string | null,
  z: string | null,
  more: Partial<ProfileMotor> = {},
): SiteProfile['motors'] {
  return { x: motor(x, more), y: motor(y, more), z: motor(z, more) };
}

/** A profile that states nothing but what is given. */
export function siteProfile(
  name: string,
  known: Partial<Omit<SiteProfile, 'name'>> = {},
): SiteProfile {
  return {
    name,
    formats: [],
    motors: motors(null, null, null),
    fileUnit: null,
    displayUnit: null,
    orientation: { flipX: false, flipY: false, swapAxes: false },
    region: null,
    dwellSeconds: null,
    pixelAngle: null,
    mdcWindow: null,
    notes: '',
    ...known,
  };
}

const sesFormats = ['igor-binary', 'igor-packed', 'ses-zip', 'ses-text'];

/** What is known of each site; where nothing is, nothing is stated. */
const sites: Record<string, SiteProfile> = {
  generic: siteProfile('Generic', {
    notes: 'States nothing: names, units and signs are those of the files.',
  }),
  i05: siteProfile('Diamond I05', {
    formats: ['i05-nexus'],
    motors: motors('sax', 'say', 'saz'),
    fileUnit: 'mm',
  }),
  'i05-nano': siteProfile('Diamond I05 nano', {
    formats: ['i05-nexus'],
    motors: motors('smx', 'smy', 'smz'),
    notes: 'Positions keep the signs of the motors; some analysis programs invert two of them.',
  }),
  lorea: siteProfile('ALBA LOREA', {
    formats: ['lorea-nexus', 'mbs-krax'],
    motors: motors('sax', 'say', 'saz'),
    fileUnit: 'mm',
  }),
  'ssrl-5-2': siteProfile('SSRL 5-2', {
    formats: ['ssrl-peak'],
    motors: motors('X', 'Y', 'Z'),
    fileUnit: 'mm',
  }),
  'antares-coarse': siteProfile('SOLEIL ANTARES, coarse stage', {
    formats: ['antares-nexus'],
    motors: {
      x: motor('mt_st', { stage: 'coarse' }),
      y: motor(null),
      z: motor('mt_sz', { stage: 'coarse' }),
    },
    fileUnit: 'mm',
    orientation: { flipX: true, flipY: true, swapAxes: false },
    notes: 'Drawn as at the beamline: ST from large to small, SZ downwards.',
  }),
  'antares-piezo': siteProfile('SOLEIL ANTARES, piezo', {
    formats: ['antares-nexus'],
    motors: {
      x: motor('pi/x', { stage: 'piezo' }),
      y: motor('pi/y', { stage: 'piezo' }),
      z: motor(null),
    },
    fileUnit: 'um',
    orientation: { flipX: true, flipY: false, swapAxes: false },
    notes: 'Drawn as at the beamline: PIX from large to small, PIY decreasing downwards.',
  }),
  maestro: siteProfile('ALS MAESTRO', {
    formats: ['maestro', 'als-fits'],
    motors: motors('X', 'Y', 'Z'),
    notes: 'The coarse stage counts in mm, the fine stage in µm. Check which of them was scanned.',
  }),
  merlin: siteProfile('ALS MERLIN', {
    formats: ['igor-binary', 'igor-packed'],
    motors: motors('Sample X', 'Sample Y (Vert)', 'Sample Z'),
    fileUnit: 'mm',
  }),
  hers: siteProfile('ALS 10.0.1 HERS', {
    formats: ['als-fits'],
    pixelAngle: { degreesPerPixel: 0.04631, zeroPixel: 500 },
    notes: 'The files give detector pixels; degrees are 0.04631 · (pixel − 500).',
  }),
  sgm4: siteProfile('ASTRID SGM4', {
    formats: ['sgm4'],
    motors: motors('FSamX', 'FSamY', 'FSamZ', { stage: 'sample frame' }),
    fileUnit: 'um',
    notes: 'FSam… move in the frame of the sample, for maps; Sam… are the stage itself.',
  }),
  elettra: siteProfile('Elettra Spectromicroscopy', {
    formats: ['elettra-spectromicroscopy'],
    motors: motors('X', 'Y', 'Z'),
  }),
  bloch: siteProfile('MAX IV Bloch', {
    formats: sesFormats,
    motors: motors('X', 'Y', 'Z'),
    fileUnit: 'mm',
  }),
  kaist: siteProfile('KAIST', {
    formats: ['igor-packed', 'ses-zip'],
    motors: motors('X', 'Y', null),
    notes: 'Positions come from <scan>_motors.csv, which states no unit.',
  }),
  esm: siteProfile('NSLS-II ESM', {
    formats: ['igor-packed', 'igor-binary', 'ses-zip'],
    motors: motors('X', 'Y', null),
    notes: 'Positions come from a table that names the files; it states no unit.',
  }),
};

/** Profiles that come with SweetSpot. */
export const shippedProfiles: readonly ProfileEntry[] = Object.entries(sites).map(
  ([id, profile]) => ({ id, origin: 'shipped', profile }),
);
