import type { BinaryFile, PlainReader } from '../binary-file';
import { BlockScanFile } from '../block-scan';
import { storedNumbers } from '../stored-numbers';
import { mbsDeflectorAxis, mbsDetails, mbsEnergyAxis, mbsHeader, mbsSlitAxis } from './mbs-header';

const format = { id: 'mbs-krax', label: 'MB Scientific (.krx)' };
const MOST_IMAGES = 100_000;
const LONGEST_HEADER = 64 * 1024;
const BYTES_PER_VALUE = 4;
/** The word behind the index: 4 for spectra of the whole detector, 5 for those of spin. */
const SPIN_SCAN = 5;

interface Image {
  /** First byte of its counts. */
  offset: number;
  angles: number;
  energies: number;
}

/**
 * Binary of MB Scientific's A1Soft, little-endian: an index (three words an image:
 * place, angles, energies; 64-bit words where the second half of the first is zero),
 * 32-bit counts [angle][energy], and behind every image its header as text. More than
 * one image is a deflector map.
 */
export const mbsKraxReader: PlainReader = {
  label: format.label,
  matches: (file) => indexCount(file) !== null,
  open(file) {
    const images = imagesOf(file);
    const [first] = images;
    const odd = images.find(
      ({ angles, energies }) => angles !== first.angles || energies !== first.energies,
    );
    if (odd !== undefined) {
      throw file.wrong(
        `expected images of ${first.angles} × ${first.energies}, found one of ${odd.angles} × ${odd.energies}`,
      );
    }
    const header = headerBehind(file, first);
    const notes: string[] = [];
    const slit = mbsSlitAxis(header, first.angles, notes, isSpin(file));
    const size = first.angles * first.energies;
    const deflector = mbsDeflectorAxis(header, images.length) ?? {
      name: 'Image',
      unit: '',
      start: 0,
      step: 1,
      count: images.length,
    };
    return new BlockScanFile(file, {
      format,
      path: 'images',
      dimensions: [
        ...(images.length > 1 ? [{ axis: deflector, role: 'scan' as const }] : []),
        { axis: slit, role: 'angle' },
        { axis: mbsEnergyAxis(file, header, first.energies, notes), role: 'energy' },
      ],
      fastest: 'last',
      read: (start, count) => imageValues(file, images, size, start, count),
      // Every image has a header of its own, with its deflection and time.
      details: (frame) => mbsDetails(headerBehind(file, images[frame] ?? first)),
      notes,
    });
  },
};

/** Images in the index and the width of its words, or null where no index begins. */
function indexCount(file: BinaryFile): { images: number; wordBytes: 4 | 8 } | null {
  if (file.head.length < 16) return null;
  const view = new DataView(file.head.buffer);
  const wordBytes = view.getUint32(4, true) === 0 ? 8 : 4;
  const words = view.getUint32(0, true);
  const images = words / 3;
  if (words === 0 || !Number.isInteger(images) || images > MOST_IMAGES) return null;
  // The first image stands right behind the index, or a little later.
  const place = wordBytes === 8 ? Number(view.getBigUint64(8, true)) : view.getUint32(4, true);
  const indexBytes = (1 + words) * wordBytes;
  const isBehind = place * 4 >= indexBytes && place * 4 <= indexBytes + 4096;
  return isBehind ? { images, wordBytes } : null;
}

function isSpin(file: BinaryFile): boolean {
  const index = indexCount(file);
  if (index === null) return false;
  const { images, wordBytes } = index;
  const word = file.bytes((1 + 3 * images) * wordBytes, 4, 'the kind of scan');
  return new DataView(word.buffer).getUint32(0, true) === SPIN_SCAN;
}

function imagesOf(file: BinaryFile): [Image, ...Image[]] {
  const index = indexCount(file);
  if (index === null) throw file.wrong('expected an index of images, found none');
  const { images: count, wordBytes } = index;
  const bytes = file.bytes(wordBytes, count * 3 * wordBytes, 'the index of images');
  const words = storedNumbers(bytes, wordBytes === 8 ? 'int64' : 'uint32', 'little-endian');
  const images = Array.from({ length: count }, (_, i): Image => {
    const [place, angles, energies] = words.subarray(3 * i, 3 * i + 3);
    if (angles < 1 || energies < 1) {
      throw file.wrong(`expected the size of image ${i}, found ${angles} × ${energies}`);
    }
    file.expectEnd(place * 4, angles * energies * BYTES_PER_VALUE, `image ${i}`);
    return { offset: place * 4, angles, energies };
  });
  const [first, ...others] = images;
  if (first === undefined) throw file.wrong('expected an image, found none');
  return [first, ...others];
}

/** The text between the counts and `DATA:`; a word stands before it. */
function headerBehind(file: BinaryFile, { offset, angles, energies }: Image) {
  const start = offset + angles * energies * BYTES_PER_VALUE + BYTES_PER_VALUE;
  if (start > file.size) throw file.cutShort('the header behind the image', start);
  const length = Math.min(LONGEST_HEADER, file.size - start);
  const text = Buffer.from(
    file.bytes(start, length, 'the header behind the image').buffer,
  ).toString('latin1');
  const end = text.indexOf('DATA:');
  if (end < 0) throw file.cutShort('the header behind the image up to DATA:', file.size + 1);
  return mbsHeader(text.slice(0, end));
}

function imageValues(
  file: BinaryFile,
  images: readonly Image[],
  size: number,
  start: number,
  count: number,
) {
  const values = new Int32Array(count);
  for (let done = 0; done < count;) {
    const image = images[Math.floor((start + done) / size)];
    const within = (start + done) % size;
    const length = Math.min(size - within, count - done);
    const bytes = file.bytes(
      image.offset + within * BYTES_PER_VALUE,
      length * BYTES_PER_VALUE,
      'an image',
    );
    values.set(storedNumbers(bytes, 'int32', 'little-endian'), done);
    done += length;
  }
  return values;
}
