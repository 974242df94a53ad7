/** A string of Igor's command language. */
export function igorText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/[\r\n]+/g, ' ')}"`;
}

/** A line as Igor's older versions read it: one byte a character. */
export function asciiLine(line: string): string {
  return line
    .replace(/[µμ]/g, 'u')
    .replace(/−/g, '-')
    .replace(/[^\x20-\x7e\t]/g, '?');
}
