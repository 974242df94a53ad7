import { join } from 'node:path';
import { BlockScanWriter, type BlockRaster } from '#formats/writers/block-nexus-writer';
import type { PointScan } from '#formats/writers/generic-nexus-writer';
import { freeScanName, type PointSink } from './point-sink';

/** One block for the whole raster, laid out beforehand; a point fills the pixel it was sent to. */
export async function preallocatedBlock(
  folder: string,
  scan: PointScan,
  raster: BlockRaster,
): Promise<PointSink> {
  const path = join(folder, `${await freeScanName(folder)}.nxs`);
  const writer = await BlockScanWriter.create(path, scan, raster);
  const [across, up] = (['x', 'y'] as const).map((wanted) => {
    const motor = scan.motors.findIndex(({ scanAxis }) => scanAxis === wanted);
    const { start, step } = raster[wanted];
    return { motor, start, step };
  });
  return {
    write: async ({ positions, counts }) => {
      const pixel = ({ motor, start, step }: typeof across) =>
        Math.round((positions[motor].set - start) / step);
      writer.write(pixel(across), pixel(up), counts);
    },
    end: async () => writer.finish(),
  };
}
