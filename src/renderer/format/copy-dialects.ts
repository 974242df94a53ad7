import type { Preferences } from '#shared/preferences';

export type CopyDialect = Preferences['copyDialect'];

export const copyDialectLabels: Record<CopyDialect, string> = {
  coordinates: 'Coordinates',
  bluesky: 'bluesky',
  spec: 'SPEC',
  epics: 'EPICS',
  tango: 'Tango',
};

/** A place to drive to, in the motors' own unit. */
export interface StagePlace {
  x: number;
  y: number;
  motorX: string;
  motorY: string;
  unit: string;
}

/**
 * The text that drives the stage to a place in a control system's own words, for
 * a user to paste; SweetSpot never sends it. The unit stands in a comment, which
 * all dialects begin with `#`.
 */
export function stageCommand(place: StagePlace, dialect: CopyDialect, decimals: number): string {
  const x = place.x.toFixed(decimals);
  const y = place.y.toFixed(decimals);
  const { motorX, motorY } = place;
  const comment = place.unit ? `  # ${place.unit}` : '';
  switch (dialect) {
    case 'coordinates': {
      const unit = place.unit ? ` ${place.unit}` : '';
      return `${motorX} = ${x}${unit}, ${motorY} = ${y}${unit}`;
    }
    case 'bluesky':
      return `RE(bps.mv(${motorX}, ${x}, ${motorY}, ${y}))${comment}`;
    case 'spec':
      return `umv ${motorX} ${x} ${motorY} ${y}${comment}`;
    case 'epics':
      return `caput ${motorX}.VAL ${x}${comment}\ncaput ${motorY}.VAL ${y}${comment}`;
    case 'tango':
      return [
        `DeviceProxy("${motorX}").position = ${x}${comment}`,
        `DeviceProxy("${motorY}").position = ${y}${comment}`,
      ].join('\n');
  }
}
