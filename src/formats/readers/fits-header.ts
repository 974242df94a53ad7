import type { BinaryFile } from '../binary-file';
import { finiteNumber } from './key-value-text';

/** FITS files are made of blocks of this many bytes, headers of cards of 80 characters. */
const BLOCK_BYTES = 2880;
const CARD_CHARACTERS = 80;
const MOST_HEADER_BLOCKS = 1000;

/** One header: keyword, value as text (quotes taken off), comment. */
export interface FitsHeader {
  cards: Map<string, { value: string; comment: string }>;
  /** First byte after the header's last block. */
  end: number;
}

/** The header that begins at a byte; of a repeated keyword the first counts. */
export function readFitsHeader(file: BinaryFile, offset: number): FitsHeader {
  const cards = new Map<string, { value: string; comment: string }>();
  for (let block = 0; block < MOST_HEADER_BLOCKS; block++) {
    const start = offset + block * BLOCK_BYTES;
    const text = Buffer.from(file.bytes(start, BLOCK_BYTES, 'a FITS header').buffer).toString(
      'latin1',
    );
    for (let at = 0; at < BLOCK_BYTES; at += CARD_CHARACTERS) {
      const card = text.slice(at, at + CARD_CHARACTERS);
      const keyword = card.slice(0, 8).trimEnd();
      if (keyword === 'END') return { cards, end: start + BLOCK_BYTES };
      if (!card.startsWith('= ', 8) && card[8] !== '=') continue;
      if (!cards.has(keyword)) cards.set(keyword, valueAndComment(card.slice(9)));
    }
  }
  throw file.wrong(`expected the end of the FITS header at byte ${offset}, found none`);
}

/** A number of the header; null when there is none. */
export function fitsNumber({ cards }: FitsHeader, keyword: string): number | null {
  return finiteNumber(cards.get(keyword)?.value.replace(/[dD](?=[+-]?\d)/, 'E'));
}

/** Text of the header; '' when there is none. */
export function fitsText({ cards }: FitsHeader, keyword: string): string {
  return cards.get(keyword)?.value ?? '';
}

/** Bytes of data that follow a header, whole blocks. */
export function fitsDataBytes(header: FitsHeader): number {
  const axes = fitsNumber(header, 'NAXIS') ?? 0;
  if (axes < 1) return 0;
  let values = 1;
  for (let i = 1; i <= Math.min(axes, 16); i++) values *= fitsNumber(header, `NAXIS${i}`) ?? 0;
  const bytes =
    (Math.abs(fitsNumber(header, 'BITPIX') ?? 8) / 8) *
    (values + (fitsNumber(header, 'PCOUNT') ?? 0));
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

function valueAndComment(text: string): { value: string; comment: string } {
  const quoted = /^\s*'((?:[^']|'')*)'\s*(?:\/(.*))?/.exec(text);
  if (quoted !== null) {
    return { value: quoted[1].replaceAll("''", "'").trim(), comment: (quoted[2] ?? '').trim() };
  }
  const slash = text.indexOf('/');
  if (slash < 0) return { value: text.trim(), comment: '' };
  return { value: text.slice(0, slash).trim(), comment: text.slice(slash + 1).trim() };
}
