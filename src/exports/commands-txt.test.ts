import { describe, expect, it } from 'vitest';
import { scanProfileOf } from '#shared/profile';
import { siteProfile } from '#shared/shipped-profiles';
import { commandsTxt } from './commands-txt';
import { sampleReport } from './sample-report.test-support';

const report = sampleReport({ columns: 9, rows: 7 });
const [best] = report.derived.bestSpots;

describe('commands.txt', () => {
  it('names the motors of the files without a profile, and nothing it does not know', () => {
    const text = commandsTxt(report) ?? '';
    const { x, y } = report.derived.axes;
    const moved = new RegExp(`^umv ${x.name} (-?[\\d.]+) ${y.name} (-?[\\d.]+)  # mm$`, 'm');
    const [, toX, toY] = moved.exec(text) ?? [];
    expect(Number(toX)).toBeCloseTo(best.x, 3);
    expect(Number(toY)).toBeCloseTo(best.y, 3);
    expect(text).toContain('The site profile names no EPICS record');
    expect(text).not.toContain('caput');
    expect(text).not.toContain('DeviceProxy');
    expect(text).toMatch(/^# No site profile/m);
    const points = /list_scan\(\[det\], \w+, \[([^\]]*)\]/.exec(text)?.[1].split(', ') ?? [];
    expect(points).toHaveLength(report.derived.bestSpots.length);
  });

  it('takes names and records from the profile, and drives in the motor’s own unit', () => {
    const profile = scanProfileOf(siteProfile('Our hutch'));
    for (const axis of ['x', 'y'] as const) {
      profile.motors[axis] = {
        file: report.derived.axes[axis].name,
        shown: null,
        command: `stage.${axis}`,
        epicsPv: `BL:${axis.toUpperCase()}`,
        tangoDevice: null,
        stage: 'fine',
      };
    }
    const shownInMicrometres = { ...report.derived.axes };
    for (const axis of ['x', 'y'] as const) {
      shownInMicrometres[axis] = { ...shownInMicrometres[axis], unit: 'um', motorUnit: 'mm' };
    }
    const spot = { ...best, x: best.x * 1000, y: best.y * 1000, unit: 'um' };
    const step = { x: report.derived.step!.x * 1000, y: report.derived.step!.y * 1000 };
    const text = commandsTxt({
      ...report,
      settings: { ...report.settings, profile },
      derived: { ...report.derived, axes: shownInMicrometres, bestSpots: [spot], step },
    })!;
    const [, pv] = /^caput BL:X\.VAL (-?[\d.]+) {2}# mm, stage: fine$/m.exec(text) ?? [];
    expect(Number(pv)).toBeCloseTo(best.x, 3);
    expect(text).toMatch(/^RE\(bps\.mv\(stage\.x, /m);
    expect(text).toMatch(/^ADD_POINT /m);
    expect(text).toContain('no Tango device for stage.x and stage.y');
    expect(text).toContain('from the profile Our hutch');
  });

  it('is left out where there is no spot', () => {
    const none = { ...report, derived: { ...report.derived, bestSpots: [] } };
    expect(commandsTxt(none)).toBeNull();
  });
});
