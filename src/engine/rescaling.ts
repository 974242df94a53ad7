import { assessPoint } from './assessment';
import type { QualityWeights } from '#core/quality/types';
import type { TaskList } from './notices';
import type { PointStore } from './point-store';
import { predictWith, type SpectrumScorer } from './scoring-queue';
import type { EmbeddingFile } from './session/embedding-file';

interface RescalingOptions {
  points: PointStore;
  embeddings: EmbeddingFile;
  scorer: SpectrumScorer;
  tasks: TaskList;
  weights: () => QualityWeights;
  onRescored: () => void;
}

/** Points that go through the network's second half together. */
const CHUNK = 256;
/** Fewer points than this are done before anyone could read a progress bar. */
const WORTH_SHOWING = 2000;
const TASK = 'rescaling';

/**
 * Scores points again when the full-score counts changed: from their stored embeddings,
 * without reading a spectrum.
 */
export class Rescaling {
  private doneUpTo = 0;
  private target: number | null = null;

  constructor(private readonly options: RescalingOptions) {}

  /** Points scored on another scale than this are to be brought onto it. */
  require(fullScoreCounts: number): void {
    if (this.target === fullScoreCounts) return;
    this.target = fullScoreCounts;
    this.doneUpTo = 0;
  }

  /** Brings some points onto the scale; returns whether there were any. */
  async advance(): Promise<boolean> {
    const { points, embeddings, scorer, tasks, weights } = this.options;
    const { target } = this;
    const scales = points.column('fullScoreCounts');
    while (this.doneUpTo < points.count && scales[this.doneUpTo] === target) this.doneUpTo++;
    if (target === null || this.doneUpTo >= points.count) {
      tasks.end(TASK);
      return false;
    }
    const first = this.doneUpTo;
    const count = Math.min(CHUNK, points.count - first);
    const ids = Array.from({ length: count }, (_, i) => first + i);
    const inputs = ids.map((id) => points.inputs(id));
    const predicted = await predictWith(scorer, embeddings.read(first, count), inputs, target);
    if (this.target !== target) return true;
    ids.forEach((id, i) => {
      points.setProbabilities(id, predicted[i], target);
      assessPoint(points, id, weights());
    });
    this.doneUpTo = first + count;
    this.options.onRescored();
    if (points.count >= WORTH_SHOWING) {
      const label = 'Scoring with the new count scale';
      const progress = { id: TASK, label, done: this.doneUpTo, total: points.count };
      tasks.update(progress, () => (this.doneUpTo = points.count));
    }
    return true;
  }
}
