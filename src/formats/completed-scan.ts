import { SweetSpotError } from '#shared/errors';
import type { ScanProfile } from '#shared/profile';
import type { OpenOptions } from './binary-file';
import type { Frame, ScanFile } from './scan-file';
import { angleAxisName } from './uniform-axis';
import { wrappedScan } from './wrapped-scan';

/** How files are opened under a profile; a region asked for goes before the profile's. */
export function openOptionsOf(profile: ScanProfile | null, region: string | null): OpenOptions {
  return {
    region: region ?? undefined,
    preferredRegion: profile?.region ?? undefined,
    dwellSeconds: profile?.dwellSeconds ?? undefined,
    pixelAngle: profile?.pixelAngle ?? undefined,
  };
}

/**
 * A scan file whose frames carry what the reader was told to take for what the file does
 * not state; their notes say so. Throws `invalid-request`, and closes the file, where a
 * region was asked for of a format that knows none.
 */
export function completedScan(path: string, file: ScanFile, options: OpenOptions): ScanFile {
  const { region, dwellSeconds, pixelAngle } = options;
  if (region !== undefined && file.regions === undefined) {
    file.close();
    throw new SweetSpotError(
      'invalid-request',
      `${path}: expected a file with the region ${region}, found one without named regions.`,
      { hint: 'Leave the region open to read it.' },
    );
  }
  if (dwellSeconds === undefined && pixelAngle === undefined) return file;
  return wrappedScan(file, {
    readFrame: (index) => withAngles(withDwell(file.readFrame(index), dwellSeconds), pixelAngle),
  });
}

function withDwell(frame: Frame, dwellSeconds: OpenOptions['dwellSeconds']): Frame {
  if (dwellSeconds === undefined || frame.dwellSeconds !== null) return frame;
  const note = `Dwell of ${dwellSeconds} s from the profile, not from the file`;
  return { ...frame, dwellSeconds, notes: [...frame.notes, note] };
}

/** Angles for detector pixels. Where they descend, the columns of the spectrum turn round with them. */
function withAngles(frame: Frame, scale: OpenOptions['pixelAngle']): Frame {
  const { angle, energy, counts } = frame.spectrum;
  if (scale === undefined || angle.unit !== 'pixel') return frame;
  const { degreesPerPixel, zeroPixel } = scale;
  const toDegrees = (pixel: number) => (pixel - zeroPixel) * degreesPerPixel;
  const last = angle.start + (angle.count - 1) * angle.step;
  const isReversed = degreesPerPixel * angle.step < 0;
  const ordered = isReversed ? new Float32Array(counts.length) : counts;
  if (isReversed) {
    for (let e = 0; e < energy.count; e++) {
      const row = counts.subarray(e * angle.count, (e + 1) * angle.count);
      ordered.set(row.slice().reverse(), e * angle.count);
    }
  }
  const note = `Angles of ${degreesPerPixel} deg per pixel from the profile, not from the file`;
  return {
    ...frame,
    spectrum: {
      energy,
      counts: ordered,
      angle: {
        name: angleAxisName('deg'),
        unit: 'deg',
        start: toDegrees(isReversed ? last : angle.start),
        step: Math.abs(degreesPerPixel * angle.step),
        count: angle.count,
      },
    },
    notes: [...frame.notes, note],
  };
}
