import { prepareSpectrum } from '#model/preprocess';
import { PointPass } from '../../jobs/point-pass';
import type { ScanContext } from '../../scan/scan-context';
import type { EmbeddingFile } from './embedding-file';
import { predictWith, type SpectrumScorer } from './network';
import type { QualityColumns, NetworkInputs, ScoreScale } from './quality-columns';

/** What the network says of a point. */
type Prediction = Parameters<QualityColumns['setProbabilities']>[1];

interface RescoringOptions {
  context: ScanContext;
  columns: QualityColumns;
  embeddings: EmbeddingFile;
  scorer: SpectrumScorer;
  /** The scale in force: the same object while it is the same scale. */
  scale: () => ScoreScale;
  /** Puts a score into place; the spectrum was read anew where there are inputs. */
  store: (id: number, prediction: Prediction, scale: ScoreScale, inputs?: NetworkInputs) => void;
  /** Points are no longer on an outdated scale, or will stay on it. */
  mark: (ids: readonly number[], isOutdated: boolean) => void;
  onRescored: (ids: readonly number[]) => void;
}

/** Points that go through the network's second half together. */
const HEAD_CHUNK = 256;
/** Fewer points than this go through the second half before anyone could read a progress bar. */
const WORTH_SHOWING = 2000;
/** Spectra read again before anything else gets its turn. */
const TRUNK_CHUNK = 8;

export function isSameScale(a: ScoreScale, b: ScoreScale): boolean {
  return a.fullScoreCounts === b.fullScoreCounts && a.labelProfile === b.labelProfile;
}

/**
 * Scores points again when the full-score counts or the label profile changed: from their stored
 * embeddings, without reading a spectrum.
 */
export function rescalingPass(
  options: RescoringOptions,
  /** These embeddings turned out to be lost. */
  onLost: (ids: readonly number[]) => void,
): PointPass<ScoreScale> {
  const { context, columns, embeddings, scorer, scale, store, mark, onRescored } = options;
  const { points, tasks } = context;
  return new PointPass<ScoreScale>({
    id: 'rescaling',
    label: 'Scoring on the new scale',
    chunk: HEAD_CHUNK,
    worthShowing: WORTH_SHOWING,
    tasks,
    count: () => points.count,
    target: scale,
    isCurrent: (id, target) => !columns.isEmbedded(id) || isSameScale(columns.scale(id), target),
    async work(ids, target) {
      const read = embeddings.read(ids.map((id) => points.row(id)));
      const lost = ids.filter((_, i) => read[i] === null);
      const known = ids.filter((_, i) => read[i] !== null);
      const rows = read.filter((row) => row !== null);
      for (const id of lost) columns.setEmbedded(id, false);
      if (lost.length > 0) onLost(lost);
      const inputs = known.map((id) => columns.inputs(id));
      const predicted = known.length > 0 ? await predictWith(scorer, rows, inputs, target) : [];
      return () => {
        known.forEach((id, i) => store(id, predicted[i], target));
        mark(known, false);
        onRescored(known);
      };
    },
    onCancelled: (ids) => mark(ids, true),
  });
}

/**
 * Scores points whose embedding by the network in use is missing: another network is in use than
 * the one they were scored with, or the embedding was lost. Reads their spectra again.
 */
export function networkPass(options: RescoringOptions): PointPass<string> {
  const { context, columns, embeddings, scorer, scale, store, mark, onRescored } = options;
  const { points, tasks, frames } = context;
  const { inputSize } = scorer.card.architecture;
  return new PointPass<string>({
    id: 'rescoring',
    label: 'Scoring with the network in use',
    chunk: TRUNK_CHUNK,
    tasks,
    count: () => points.count,
    target: () => columns.model,
    begin: () => mark(outdated(points.count, columns), true),
    isCurrent: (id) => columns.isEmbedded(id),
    async work(ids) {
      const prepared: { id: number; image: Float32Array; inputs: NetworkInputs }[] = [];
      // A file that is gone leaves its point as it is.
      await frames.read(ids, (id, { frame }) => {
        if (frame === null) return;
        const { image, ...inputs } = prepareSpectrum(frame.spectrum, inputSize);
        prepared.push({ id, image, inputs });
      });
      if (prepared.length === 0) return () => undefined;
      const rows = await scorer.embed(prepared.map(({ image }) => image));
      const target = scale();
      const inputs = prepared.map((one) => one.inputs);
      const predicted = await predictWith(scorer, rows, inputs, target);
      return () => {
        const done = prepared.map(({ id }) => id);
        prepared.forEach((one, i) => {
          embeddings.write(points.row(one.id), rows[i]);
          columns.setEmbedded(one.id, true);
          store(one.id, predicted[i], target, one.inputs);
        });
        mark(done, false);
        onRescored(done);
      };
    },
  });
}

/** Points whose score is of another network than the one in use. */
function outdated(count: number, columns: QualityColumns): number[] {
  const ids: number[] = [];
  for (let id = 0; id < count; id++) if (!columns.isOfModel(id)) ids.push(id);
  return ids;
}
