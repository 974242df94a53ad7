import { z } from 'zod';
import type { JournalFormat } from '../../session/journal-format';
import type { FrameBatch, ScanFeature } from '../../scan/feature';
import { featureJournal, type ScanContext } from '../../scan/scan-context';

const recordSchema = z.object({ emptyShare: z.number() });

const detectorFormat: JournalFormat<never, z.infer<typeof recordSchema>> = {
  feature: 'detector',
  version: 1,
  line: z.never(),
  record: recordSchema,
  steps: [],
};

/** State of the detector as its images show it. Points of sessions from before it was measured stay unknown. */
export class Detector implements ScanFeature {
  readonly journal;

  constructor(private readonly context: ScanContext) {
    this.journal = featureJournal(context, detectorFormat, {
      restoreRecord: (id, { emptyShare }) => (this.column[id] = emptyShare),
      recordOf: (id) => (Number.isNaN(this.column[id]) ? null : { emptyShare: this.column[id] }),
    });
  }

  openBatch(): FrameBatch {
    const shares: number[] = [];
    return {
      measure: ({ spectrum }) => shares.push(emptyShare(spectrum.counts)),
      commit: (index, id) => (this.column[id] = shares[index]),
    };
  }

  private get column(): Float32Array {
    return this.context.points.quantity('emptyShare');
  }
}

/** Share of pixels that hold no count, or no number. */
function emptyShare(counts: Float32Array): number {
  let empty = 0;
  // Iterators of typed arrays take ten times as long, here for every pixel of every frame.
  let at = counts.length;
  // Without a branch: which pixels are empty cannot be foretold.
  while (at-- > 0) empty += Number(!(counts[at] > 0));
  return empty / counts.length;
}
