import { expect, test } from 'vitest';
import { isCandidateName } from './registry';

test.for([
  'scan_0001.nxs',
  'f_0002.h5',
  'i05-12345.NXS',
  'sub/scan.hdf5',
  'detector_0001',
  'a.ibw',
  'FIX00001_00000.txt',
  'map_3_ROI1_.txt',
  '_tmp_f0001_S00012.pxt',
])('%s may hold spectra', (name) => expect(isCandidateName(name)).toBe(true));

test.for([
  '.hidden.nxs',
  'sub/.hidden.h5',
  '_tmp_scan_0001.nxs',
  'tmp_0001.h5',
  '_tmp_f0001_S00012.pxt.part',
  '_tmp_f0001_S00012_motors.csv',
  'scan.nxs.tmp',
  'scan.nxs.part',
  'scan.nxs~',
  '~scan.nxs',
  'motors.csv',
  'Motor_Pos.TXT',
  'f_001_Motor_Pos.txt',
  'map_3_i.txt',
  'Spectrum_DA map_Norm.bin',
  'notes.txt',
  'session.jsonl',
  'map.png',
])('%s holds none', (name) => expect(isCandidateName(name)).toBe(false));
