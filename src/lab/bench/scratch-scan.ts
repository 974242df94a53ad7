import { PointScanWriter, type PointScan } from '#formats/writers/generic-nexus-writer';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import { createRandom } from '#core/simulate/random';
import { simulateSpectrum } from '#core/simulate/spectrum';
import type { Spectrum } from '#shared/spectrum';

/** Pixels of a detector image. */
export interface FrameSize {
  energyCount: number;
  angleCount: number;
}

/** A few different detector images; benchmarks repeat them, since reading does not care. */
export function detectorImages(size: FrameSize, count: number): Spectrum[] {
  const random = createRandom(7);
  return Array.from(
    { length: count },
    () => simulateSpectrum(drawSpectrumParameters('published', random, size)).spectrum,
  );
}

/** A square raster of `points` points, 10 µm apart, as the writer wants it described. */
export function scratchScan(image: Spectrum, points: number): PointScan {
  return {
    title: 'benchmark',
    startTime: new Date().toISOString(),
    expectedPoints: points,
    dwellSeconds: 0.1,
    energy: image.energy,
    angle: image.angle,
    motors: [
      { name: 'sax', unit: 'mm', scanAxis: 'x' },
      { name: 'say', unit: 'mm', scanAxis: 'y' },
    ],
  };
}

/** Appends point `index` of a square raster. */
export function appendPoint(
  writer: PointScanWriter,
  images: readonly Spectrum[],
  index: number,
  points: number,
): void {
  const columns = Math.ceil(Math.sqrt(points));
  const positions = [index % columns, Math.floor(index / columns)].map((step) => ({
    set: step * 0.01,
    readback: step * 0.01,
  }));
  const { counts } = images[index % images.length];
  writer.append({ counts, positions, secondsSinceStart: index * 0.1 });
}

/** Writes a whole scan into one file. */
export async function writeScan(path: string, size: FrameSize, points: number): Promise<void> {
  const images = detectorImages(size, 16);
  const writer = await PointScanWriter.create(path, scratchScan(images[0], points), {
    live: false,
  });
  for (let index = 0; index < points; index++) appendPoint(writer, images, index, points);
  writer.finish();
}
