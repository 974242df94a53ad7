import type { OpenScan } from '#shared/engine-contract';
import type { MapRegion } from '#shared/region-of-interest';
import type { SessionSettings } from '#shared/scan';
import type { MapScale } from '../points/placement';

/**
 * Whether the second request asks for what the first one opened under another profile, and
 * the files read the same under both.
 */
export function differsInProfileOnly(opened: OpenScan, asked: OpenScan): boolean {
  const isSameSource =
    opened.path === asked.path &&
    opened.kind === asked.kind &&
    opened.mode === asked.mode &&
    opened.watch === asked.watch &&
    opened.region === asked.region;
  return (
    isSameSource && readingPart(opened) === readingPart(asked) && !hasSameProfile(opened, asked)
  );
}

function hasSameProfile(a: OpenScan, b: OpenScan): boolean {
  return JSON.stringify(a.profile) === JSON.stringify(b.profile);
}

function readingPart({ profile }: OpenScan): string {
  return JSON.stringify([
    profile?.region ?? null,
    profile?.dwellSeconds ?? null,
    profile?.pixelAngle ?? null,
  ]);
}

/** Places and lengths on the map that mean the same on the sample under another scale. */
export function rescaledLengths(
  { beamSize, mapRegion }: SessionSettings,
  from: MapScale,
  to: MapScale,
): Pick<SessionSettings, 'beamSize' | 'mapRegion'> {
  const [x, y] = [to.x / from.x, to.y / from.y];
  if (x === 1 && y === 1) return { beamSize, mapRegion };
  return {
    beamSize: beamSize === null ? null : beamSize * x,
    mapRegion: mapRegion === null ? null : rescaledRegion(mapRegion, x, y),
  };
}

function rescaledRegion(region: MapRegion, x: number, y: number): MapRegion {
  if (region.kind === 'rectangle') {
    return {
      kind: 'rectangle',
      x: [region.x[0] * x, region.x[1] * x],
      y: [region.y[0] * y, region.y[1] * y],
    };
  }
  return { kind: 'polygon', vertices: region.vertices.map(([u, v]) => [u * x, v * y]) };
}

/** Settings to begin another region of the same scan with: all but windows on its spectra. */
export function settingsForRegion(settings: SessionSettings): SessionSettings {
  return { ...settings, mdcWindow: null, intensityWindow: null, backgroundThreshold: null };
}
