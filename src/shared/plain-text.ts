/** Control and format characters (terminal escapes, text direction), and what ends a line. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * Text of a file, a folder or a profile as one line of what can be seen: every run of control
 * characters, line ends and marks of text direction becomes a space.
 */
export function oneLine(text: string): string {
  return text.replace(invisible, ' ').trim();
}
