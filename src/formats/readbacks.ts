/** Words behind a motor's name for where it was sent. */
const sent =
  /^(.+?)[\s_.:/-]*[([]?(?:(?:user[\s_]?)?set[\s_-]?(?:point|pos(?:ition)?|val(?:ue)?)?|goal|target|demand(?:ed)?|command(?:ed)?|nominal|requested|planned|sp)[)\]]?$/i;
/** Words behind it for where it was read to be. */
const read =
  /^(.+?)[\s_.:/-]*[([]?(?:read[\s_-]?back(?:[\s_-]?value)?|rbv|actual|encoder|measured|mes|true(?:[\s_-]?pos(?:ition)?)?)[)\]]?$/i;
/** A separator, a bracket or a capital must part the word from the name: `offset` is a name. */
const parted = /[\s_.:/([-]|[a-z](?=[A-Z])/;

interface NameKind {
  base: string;
  kind: 'sent' | 'read' | 'plain';
}

function kindOf(name: string): NameKind {
  for (const [pattern, kind] of [
    [read, 'read'],
    [sent, 'sent'],
  ] as const) {
    const base = pattern.exec(name)?.[1];
    if (base !== undefined && parted.test(name.slice(base.length - 1))) return { base, kind };
  }
  return { base: name, kind: 'plain' };
}

/**
 * Which of several readings stand for motors, where a motor may be there twice: as it was sent
 * (`x_set`, `x Goal`) and as it was read (`x`, `x_readback`). Read goes before sent. `name` is the
 * motor's own where the other reading shows it, else as written.
 */
export function preferredReadings<Reading extends { name: string }>(
  readings: readonly Reading[],
): Reading[] {
  const kinds = readings.map(({ name }) => kindOf(name));
  const byBase = new Map<string, NameKind['kind'][]>();
  for (const { base, kind } of kinds) {
    const name = base.toLowerCase();
    byBase.set(name, [...(byBase.get(name) ?? []), kind]);
  }
  return readings.flatMap((reading, index) => {
    const { kind, base } = kinds[index];
    const alike = byBase.get(base.toLowerCase()) ?? [];
    if (alike.length === 1) return [reading];
    if (kind === 'read') return [{ ...reading, name: base }];
    // A bare name is what was read beside what was sent, and what was sent beside what was read.
    return kind === 'sent' || alike.includes('read') ? [] : [reading];
  });
}
