import { assessPoint } from './assessment';
import type { QualityWeights } from '#core/quality/types';
import type { TaskList } from './notices';
import type { PointStore, ScoreScale } from './point-store';
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

function isSameScale(a: ScoreScale, b: ScoreScale): boolean {
  return a.fullScoreCounts === b.fullScoreCounts && a.labelProfile === b.labelProfile;
}

/**
 * Scores points again when the full-score counts or the label profile changed: from their stored embeddings,
 * without reading a spectrum.
 */
export class Rescaling {
  private doneUpTo = 0;
  private target: ScoreScale | null = null;

  constructor(private readonly options: RescalingOptions) {}

  /** Points scored on another scale than this are to be brought onto it. */
  require(scale: ScoreScale): void {
    if (this.target !== null && isSameScale(this.target, scale)) return;
    this.target = scale;
    this.doneUpTo = 0;
  }

  /** Brings some points onto the scale; returns whether there were any. */
  async advance(): Promise<boolean> {
    const { points, embeddings, scorer, tasks, weights } = this.options;
    const { target } = this;
    while (
      target !== null &&
      this.doneUpTo < points.count &&
      isSameScale(points.scale(this.doneUpTo), target)
    ) {
      this.doneUpTo++;
    }
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
      const label = 'Scoring on the new scale';
      const progress = { id: TASK, label, done: this.doneUpTo, total: points.count };
      tasks.update(progress, () => (this.doneUpTo = points.count));
    }
    return true;
  }
}
