import type { ScanFile } from '#formats/scan-file';
import type { Derived, SessionSettings } from '#shared/scan';
import { chooseMapAxes, placePoints, type MapAxes } from './map-axes';
import type { PointStore } from './point-store';

/** How much larger numbers on the map are than those in the files. */
export interface MapScale {
  x: number;
  y: number;
}

interface PlacementOptions {
  points: PointStore;
  settings: () => Pick<SessionSettings, 'mapAxes' | 'profile'>;
  /** Motors that the files say the scan moves. */
  scanAxes: () => ScanFile['scanAxes'];
  /** Other motors or units span the map now: every point was placed anew. */
  onAxes: (axes: MapAxes | null) => void;
}

const UNKNOWN_AXIS = { name: '', unit: '' };

/** Where the points lie: motors that span the map, in the units shown. */
export class Placement {
  private axes: MapAxes | null = null;

  constructor(private readonly options: PlacementOptions) {}

  /** The map's axes as shown; without names while fewer than two motors are known. */
  get shownAxes(): Derived['axes'] {
    return { x: this.axes?.x ?? UNKNOWN_AXIS, y: this.axes?.y ?? UNKNOWN_AXIS };
  }

  /** From the motors' own units to those shown. */
  get scale(): MapScale {
    return { x: this.axes?.xFactor ?? 1, y: this.axes?.yFactor ?? 1 };
  }

  /** Puts points from `first` on on the map, or all where other motors or units span it now. */
  place(first: number): void {
    const { points, settings, scanAxes, onAxes } = this.options;
    const { mapAxes, profile } = settings();
    const axes = chooseMapAxes(points.motors, { chosen: mapAxes, fromFiles: scanAxes(), profile });
    const same = JSON.stringify(axes) === JSON.stringify(this.axes);
    placePoints(points, axes, same ? first : 0, points.count);
    if (same) return;
    this.axes = axes;
    onAxes(axes);
  }
}
