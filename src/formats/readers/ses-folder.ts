import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BinaryFile, PlainReader } from '../binary-file';
import { sesRegionScan, type RegionFiles } from './ses-zip';

const format = { id: 'ses-folder', label: 'Scienta SES / DA30, unpacked (Spectrum_….bin)' };
const dataName = /^Spectrum_(.+)\.bin$/;

/**
 * A region of a SES archive that was unpacked: `Spectrum_<region>.bin`, known by its name
 * since it holds numbers alone, with its scales in `Spectrum_<region>.ini` beside it. So SES
 * keeps a deflector map in its `work` folder while it runs, beside `Spectrum_<region>_Norm.bin`
 * with the number of exposures; of a single spectrum that runs it keeps no scales, and that is
 * refused.
 */
export const sesFolderReader: PlainReader = {
  label: format.label,
  matches: (file) => dataName.test(basename(file.path)),
  open(file) {
    const data = basename(file.path);
    const name = dataName.exec(data)?.[1] ?? '';
    const files = folderFiles(file);
    const spectrumIni = `Spectrum_${name}.ini`;
    if (files.sizeOf(spectrumIni) === null) {
      throw file.wrong(`expected ${spectrumIni} with the scales beside ${data}, found none`);
    }
    const norm = `Spectrum_${name}_Norm.bin`;
    const exposures = files.sizeOf(norm) === file.size ? { exposures: norm } : {};
    return sesRegionScan(
      file,
      format,
      files,
      { name, spectrumIni, data, settingsIni: `${name}.ini`, ...exposures },
      { notes: [], regions: undefined },
    );
  },
};

function folderFiles(file: BinaryFile): RegionFiles {
  const folder = dirname(file.path);
  const sizeOf = (name: string) =>
    statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? null;
  return {
    sizeOf: (name) => (name === basename(file.path) ? file.size : sizeOf(name)),
    member(name, mostBytes) {
      const size = sizeOf(name) ?? 0;
      if (size > mostBytes) {
        throw file.wrong(`expected at most ${mostBytes} bytes in ${name}, found ${size}`);
      }
      if (name === basename(file.path)) return file.bytes(0, file.size, name);
      return Uint8Array.from(readFileSync(join(folder, name)));
    },
  };
}
