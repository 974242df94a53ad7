import {
  copyDialectLabels,
  dialectTrouble,
  stageCommand,
  stagePlace,
} from '#core/map/stage-command';
import { copyDialects } from '#shared/preferences';
import { oneLine } from '#shared/plain-text';
import type { ScanReport } from './scan-report';

/**
 * `commands.txt`: the best spots in the words of every control system that the site profile
 * knows enough of, for a user to paste; what a dialect lacks stands in its place. Null without spots.
 */
export function commandsTxt(report: ScanReport): string | null {
  const { derived, settings, status, exportedAt } = report;
  if (derived.bestSpots.length === 0) return null;
  const { profile } = settings;
  const { axes } = derived;
  const lines = [
    `# Best spots of ${oneLine(status.sourceName)}, written by SweetSpot ${exportedAt}.`,
    `# Map axes: ${oneLine([axes.x, axes.y].map(axisText).join(', '))}.`,
    profile === null
      ? '# No site profile: motors go by their names in the files. Check them before you paste.'
      : `# Motor names from the profile ${oneLine(profile.name)}. Check stage and unit before you paste.`,
  ];
  const places = derived.bestSpots.map((spot) => ({
    spot,
    place: stagePlace(spot, derived, profile),
  }));
  for (const dialect of copyDialects) {
    lines.push('', `# ${copyDialectLabels[dialect]}`);
    const trouble = dialectTrouble(places[0].place, dialect);
    if (trouble !== null) {
      lines.push(`# ${trouble}`);
      continue;
    }
    for (const { spot, place } of places) {
      lines.push(`# ${spot.rank}. MLS ${spot.mls.toFixed(2)} ± ${spot.uncertainty.toFixed(2)}`);
      lines.push(stageCommand(place, dialect));
    }
  }
  if (dialectTrouble(places[0].place, 'bluesky') === null) {
    const along = (axis: 'x' | 'y') => {
      const values = places.map(({ place }) => place[axis].value.toFixed(place[axis].decimals));
      return `${places[0].place[axis].name}, [${values.join(', ')}]`;
    };
    lines.push('', '# bluesky, all spots in one plan; `det` stands for your detector');
    lines.push(`RE(bp.list_scan([det], ${along('x')}, ${along('y')}))`);
  }
  return `${lines.join('\n')}\n`;
}

function axisText({ name, unit, unitFrom }: ScanReport['derived']['axes']['x']): string {
  const source = unitFrom === 'profile' ? ', from the profile' : '';
  return `${name} (${unit || 'unit unknown'}${source})`;
}
