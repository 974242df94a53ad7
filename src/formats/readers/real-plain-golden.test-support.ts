/** [first, last] or start and step of a dimension, and the statistics, as measured from the raw files. */
interface Golden {
  name: string;
  format: string;
  dimensions: { count: number; start: number; step?: number; last?: number; unit: string }[];
  sum: number;
  maximum: number;
  maximumIndex: number[];
  middle: number;
}

/** Golden values of measured files that are no HDF5. */
export const goldenPlainFiles: readonly Golden[] = [
  {
    name: 'da30/f0002.zip',
    format: 'ses-zip',
    dimensions: [
      { count: 31, start: -15, step: 1, unit: 'deg' },
      { count: 928, start: -21.975687, step: 0.047515, unit: 'deg' },
      { count: 1064, start: 1.360588, step: 0.000356, last: 1.739016, unit: 'eV' },
    ],
    sum: 307173.6631,
    maximum: 32.306217,
    maximumIndex: [0, 222, 553],
    middle: 0,
  },
  {
    name: 'merlin/lp.ibw',
    format: 'igor-binary',
    dimensions: [
      { count: 107, start: 109.65407854984895, step: 0.01590077913817777, unit: 'eV' },
      { count: 158, start: 17.527995, step: -0.216395, unit: 'deg' },
      { count: 26, start: 0.5, step: 0.5, unit: 'deg' },
    ],
    sum: 43207.87001,
    maximum: 3.7111111,
    maximumIndex: [68, 114, 10],
    middle: 0.035555556,
  },
  {
    name: 'mbs/FIX00001_00000.txt',
    format: 'mbs-text',
    dimensions: [
      { count: 718, start: -16.0482334, last: 15.7379084, unit: 'deg' },
      { count: 100, start: -15, last: 15, unit: 'deg' },
    ],
    sum: 12903250,
    maximum: 3880,
    maximumIndex: [355, 50],
    middle: 3225,
  },
  {
    name: 'lorea/sample-1-00003_0.krx',
    format: 'mbs-krax',
    dimensions: [
      { count: 582, start: -15.1477823, last: 15.4107647, unit: 'deg' },
      { count: 1200, start: 50.025, last: 109.975, unit: 'eV' },
    ],
    sum: 164535415,
    maximum: 8160,
    maximumIndex: [445, 628],
    middle: 215,
  },
  {
    name: 'hers/20211211_00005.fits',
    format: 'als-fits',
    dimensions: [
      { count: 213, start: -5.2, step: 4.716981e-3, unit: 'eV' },
      { count: 920, start: 68, step: 1.001088, unit: 'pixel' },
    ],
    sum: 96765868.38,
    maximum: 20930.404,
    maximumIndex: [61, 871],
    middle: 4.4212646,
  },
  {
    name: 'snu1/data_001.itx',
    format: 'igor-text',
    dimensions: [
      { count: 400, start: -15, last: 15, unit: 'deg' },
      { count: 101, start: 16, last: 17, unit: 'eV' },
    ],
    sum: 28484.91412,
    maximum: 9.3975802,
    maximumIndex: [336, 0],
    middle: 0.308658,
  },
];
