/** Words for what is no finite number: of Igor, of C, and of older Windows programs. */
const notFinite = /^[+-]?(nan(\(\w*\))?|inf|1\.#(qnan|snan|ind|inf)\d*)$/i;

/**
 * Numbers of a text that are parted by blanks, tabs, commas or line ends, from a
 * position on and at most `most` of them, up to the first word that is none.
 * `end` is where that word begins, or the end of the text.
 */
export function numbersInText(
  text: string,
  start: number,
  most: number,
): { values: Float64Array; end: number } {
  const room = Math.max(0, Math.min(most, Math.ceil((text.length - start) / 2) + 1));
  const values = new Float64Array(room);
  let count = 0;
  let at = start;
  while (count < room) {
    while (at < text.length && isSeparator(text.charCodeAt(at))) at++;
    if (at >= text.length) break;
    let end = at;
    while (end < text.length && !isSeparator(text.charCodeAt(end))) end++;
    const word = text.slice(at, end);
    const value = Number(word);
    if (Number.isNaN(value) && !notFinite.test(word)) break;
    values[count++] = value;
    at = end;
  }
  return { values: values.subarray(0, count), end: at };
}

/** A line from a position, without its end, and where the next begins. */
export function lineAt(text: string, start: number): { line: string; next: number } {
  let end = start;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  const isPair = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10;
  return { line: text.slice(start, end), next: Math.min(text.length, end + (isPair ? 2 : 1)) };
}

function isSeparator(code: number): boolean {
  return code === 32 || code === 44 || (code >= 9 && code <= 13);
}
