import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyDialects } from '#shared/preferences';
import { dialectTrouble, stageCommand, type DrivenPosition } from './stage-command';

const position: DrivenPosition = {
  name: 'sax',
  epicsPv: 'BL:X',
  tangoDevice: 'i05/sm/x',
  stage: 'fine',
  unit: 'mm',
  value: 1,
  decimals: 3,
};
const hostile = ['x; rm -rf ~', 'x\nrm -rf ~', 'x$(id)', 'x`id`', 'x")\nexit(', 'x | y', '', '-rf'];

describe('names from files and profiles in commands', () => {
  it.each(hostile)('refuses %j wherever a command would carry it', (text) => {
    const x = { ...position, name: text, epicsPv: text, tangoDevice: text };
    for (const dialect of ['bluesky', 'spec', 'gda', 'epics', 'tango'] as const) {
      const trouble = dialectTrouble({ x, y: position }, dialect);
      expect(trouble, dialect).not.toBeNull();
      expect(trouble).not.toContain('\n');
    }
  });

  it.each(hostile)('writes %j as a unit or a stage on the line it belongs to only', (text) => {
    const x = { ...position, unit: text, stage: text };
    for (const dialect of copyDialects) {
      const place = { x, y: position };
      if (dialectTrouble(place, dialect) !== null) continue;
      const harmless = stageCommand({ x: position, y: position }, dialect);
      expect(stageCommand(place, dialect).split('\n')).toHaveLength(harmless.split('\n').length);
    }
  });

  it('leaves nothing of a shell behind in what is written, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const x = { ...position, unit: text, stage: text, name: text };
        for (const dialect of ['spec', 'epics', 'gda'] as const) {
          const place = { x, y: position };
          if (dialectTrouble(place, dialect) !== null) continue;
          expect(stageCommand(place, dialect)).not.toMatch(/[$`|&<>\\"'!(){}]/);
        }
      }),
    );
  });

  it('takes the names control systems have', () => {
    const records = ['BL05I-EA-SM-01:SAX', 'X07:m1.VAL', 'SR:C04-ID:G1{IVU:1}'];
    const taken = records.filter(
      (epicsPv) => dialectTrouble({ x: { ...position, epicsPv }, y: position }, 'epics') === null,
    );
    // Braces are expanded by a shell: such a record is refused with the reason.
    expect(taken).toEqual(records.slice(0, 2));
    const devices = ['i05/sm/x', 'tango://host.site:10000/a-b/c_d/e.1'];
    for (const device of devices) {
      const x = { ...position, tangoDevice: device };
      expect(dialectTrouble({ x, y: position }, 'tango')).toBeNull();
    }
  });
});
