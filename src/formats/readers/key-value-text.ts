/** A section of a text of `[Section]` heads and `Key=Value` lines. */
export interface KeyValueSection {
  /** As written, without line ends. */
  lines: string[];
  /** Keys as written; of a repeated key the last counts. */
  values: Map<string, string>;
}

/**
 * Sections by name; what precedes the first head stands under ''. Lines end in CR, LF
 * or both. A section that comes twice is one.
 */
export function keyValueSections(text: string): Map<string, KeyValueSection> {
  const sections = new Map<string, KeyValueSection>();
  const sectionOf = (name: string) => {
    const section = sections.get(name) ?? { lines: [], values: new Map<string, string>() };
    sections.set(name, section);
    return section;
  };
  let current = sectionOf('');
  for (const line of text.split(/\r\n|\r|\n/)) {
    const head = /^\[([^\]]+)\]\s*$/.exec(line);
    if (head !== null) {
      current = sectionOf(head[1]);
      continue;
    }
    current.lines.push(line);
    const equals = line.indexOf('=');
    if (equals > 0) current.values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return sections;
}

/** A number in a text, also with a decimal comma as some computers write it; null when it is none. */
export function finiteNumber(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(decimalComma.test(text) ? text.replace(',', '.') : text);
  return Number.isFinite(value) ? value : null;
}

const decimalComma = /^\s*[+-]?\d*,\d+(?:e[+-]?\d+)?\s*$/i;
const knownUnit =
  /^(m?eV|deg|degrees?|\u00b0|rad|[munµμ]?m|pixels?|cps|counts?(\/s)?|[fpnm]?s|K|[mk]?V|[mnp]?A|a\.u\.)$/i;

/** Whether a text is the unit of an axis, rather than its name. */
export function isUnit(text: string): boolean {
  return knownUnit.test(text);
}

/**
 * `Kinetic Energy [eV]` as name and unit, and `eV (Kinetic Energy)` the same; the unit is
 * '' where there is none.
 */
export function nameAndUnit(text: string): { name: string; unit: string } {
  const match = /^(.*?)\s*[[(]([^\])]*)[\])]\s*$/.exec(text);
  if (match === null) return { name: text.trim(), unit: '' };
  const [before, within] = [match[1].trim(), match[2].trim()];
  const isUnitFirst = isUnit(before) && !isUnit(within) && within !== '';
  return isUnitFirst ? { name: within, unit: before } : { name: before, unit: within };
}
