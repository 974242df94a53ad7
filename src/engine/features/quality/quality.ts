import type { GradedProbabilities } from '#core/quality/types';
import { scoreNormalisation } from '#core/map/normalisation';
import type { Frame } from '#formats/scan-file';
import { prepareSpectrum } from '#model/preprocess';
import { jobOrder } from '../../jobs/background-work';
import type { PointPass } from '../../jobs/point-pass';
import type { FrameBatch, ScanFeature } from '../../scan/feature';
import { featureJournal, type ScanContext } from '../../scan/scan-context';
import { assessAllPoints, assessmentOf, assessPoint, rankPoint } from './assessment';
import { ScanFullScore } from './calibration';
import {
  adoptPlainEmbeddings,
  embeddingPath,
  openEmbeddingFile,
  type EmbeddingFile,
} from './embedding-file';
import { predictWith, type SpectrumScorer } from './network';
import {
  componentsOf,
  inputsOf,
  QualityColumns,
  type NetworkInputs,
  type ScoreScale,
} from './quality-columns';
import { qualityFormat, type QualityRecord } from './quality-journal';
import { isSameScale, networkPass, rescalingPass } from './rescoring';

/** The network in use. */
export interface LoadedNetwork {
  scorer: SpectrumScorer;
  /** Numbers of the trunk's output. */
  embeddingLength: number;
}

/**
 * Quality of each spectrum as the network sees it: component probabilities and the score (MLS)
 * made of them. Scores belong to a network: those of another are shown until its own are there.
 */
export class Quality implements ScanFeature {
  readonly journal;
  readonly jobs;
  private readonly columns: QualityColumns;
  private readonly embeddings: EmbeddingFile;
  private readonly scorer: SpectrumScorer;
  private readonly rescaling: PointPass<ScoreScale>;
  private readonly rescoring: PointPass<string>;
  private readonly full = new ScanFullScore();
  private scaleInForce: ScoreScale | null = null;
  /** Full-score counts that the ranks of all points share. */
  private rankedOn: number | null = null;

  constructor(
    private readonly context: ScanContext,
    { scorer, embeddingLength }: LoadedNetwork,
  ) {
    const { points, session } = context;
    const { hash } = scorer.card;
    this.scorer = scorer;
    this.columns = new QualityColumns(points, hash);
    if (session.firstModel !== null) adoptPlainEmbeddings(session.directory, session.firstModel);
    this.embeddings = openEmbeddingFile(
      embeddingPath(session.directory, hash),
      embeddingLength,
      session.storage,
    );
    this.journal = featureJournal(context, qualityFormat, {
      restoreRecord: (id, record) => this.restoreRecord(id, record),
      recordOf: (id) => this.recordOf(id),
    });
    const options = {
      ...{ context, scorer, columns: this.columns, embeddings: this.embeddings },
      scale: () => this.scale(),
      store: this.store.bind(this),
      mark: this.mark.bind(this),
      onRescored: () => this.tellRescored(),
    };
    this.rescoring = networkPass({
      ...options,
      onRescored: (ids) => {
        // Scores on another scale follow from what is kept; those of another network do not.
        this.journal.appendRecords(ids);
        this.journal.flush();
        this.tellRescored();
      },
    });
    this.rescaling = rescalingPass(options, (ids) => this.rescoring.again(ids));
    this.jobs = [
      { order: jobOrder.scores, advance: () => this.rescaling.advance() },
      { order: jobOrder.columns, advance: () => this.rescoring.advance() },
    ];
  }

  /** Scale of the scores once spectra of these totals are part of the scan. */
  private scale(arriving: readonly number[] = []): ScoreScale {
    const { points, settings } = this.context;
    const { countCalibration, labelProfile } = settings();
    const totals = points.quantity('totalCounts').subarray(0, points.count);
    const scale = {
      fullScoreCounts:
        countCalibration.mode === 'fixed'
          ? countCalibration.fullScoreCounts
          : this.full.of(totals, arriving),
      labelProfile,
    };
    if (this.scaleInForce === null || !isSameScale(this.scaleInForce, scale)) {
      this.scaleInForce = scale;
    }
    return this.scaleInForce;
  }

  openBatch(): FrameBatch {
    const { inputSize } = this.scorer.card.architecture;
    const images: Float32Array[] = [];
    const inputs: NetworkInputs[] = [];
    let embeddings: Float32Array[] = [];
    let predicted: GradedProbabilities[] = [];
    let scale: ScoreScale | null = null;
    return {
      measure({ spectrum }: Frame) {
        const { image, ...numbers } = prepareSpectrum(spectrum, inputSize);
        images.push(image);
        inputs.push(numbers);
      },
      finish: async () => {
        embeddings = await this.scorer.embed(images);
        scale = this.scale(inputs.map(({ totalCounts }) => totalCounts));
        predicted = await predictWith(this.scorer, embeddings, inputs, scale);
      },
      commit: (index, id) => {
        if (scale === null) return;
        this.embeddings.write(this.context.points.row(id), embeddings[index]);
        this.columns.setEmbedded(id, true);
        this.store(id, predicted[index], scale, inputs[index]);
        this.context.points.quantity('outdated')[id] = 0;
      },
    };
  }

  /** Scores are there as the journal has them; those on another scale are brought onto the one in force. */
  async restored(): Promise<void> {
    const { points, settings } = this.context;
    const { count } = points;
    if (count > 0 && this.columns.modelOf(count - 1) !== null) {
      this.full.adopt(count, this.columns.scale(count - 1).fullScoreCounts);
    }
    for (let id = 0; id < points.count; id++) {
      assessPoint(points, this.columns, id, settings().weights);
    }
    while (await this.rescaling.advance());
  }

  onSettings({ weights }: { weights?: unknown }): void {
    if (weights !== undefined) void this.assessAll();
  }

  derive() {
    const { points, pointsChanged } = this.context;
    const { fullScoreCounts } = this.scale();
    if (this.rankedOn !== fullScoreCounts) {
      this.rankedOn = fullScoreCounts;
      for (let id = 0; id < points.count; id++)
        rankPoint(points, this.columns, id, fullScoreCounts);
      pointsChanged(null);
    }
    return {
      fullScoreCounts,
      normalisation: scoreNormalisation(points.quantity('mls').subarray(0, points.count)),
    };
  }

  describe(_: unknown, pointId: number | null) {
    if (pointId === null || this.columns.modelOf(pointId) === null) return {};
    const { weights } = this.context.settings();
    return { assessment: assessmentOf(this.columns.probabilities(pointId), weights) };
  }

  close(): void {
    this.embeddings.close();
  }

  /** Scores all points under the weights in force; a newer call ends an older one. */
  private async assessAll(): Promise<void> {
    const { points, settings, isClosed, pointsChanged, deriveSoon } = this.context;
    const { weights } = settings();
    const isWanted = () => !isClosed() && settings().weights === weights;
    if (!(await assessAllPoints(points, this.columns, weights, isWanted))) return;
    pointsChanged(null);
    deriveSoon();
  }

  private store(
    id: number,
    prediction: GradedProbabilities,
    scale: ScoreScale,
    inputs?: NetworkInputs,
  ): void {
    const { points, settings } = this.context;
    if (inputs !== undefined) this.columns.setInputs(id, inputs);
    this.columns.setProbabilities(id, prediction, scale);
    assessPoint(points, this.columns, id, settings().weights);
    rankPoint(points, this.columns, id, this.rankedOn ?? scale.fullScoreCounts);
  }

  private mark(ids: readonly number[], isOutdated: boolean): void {
    const { points, pointsChanged } = this.context;
    const column = points.quantity('outdated');
    const changed = ids.filter((id) => column[id] !== Number(isOutdated));
    for (const id of changed) column[id] = Number(isOutdated);
    if (isOutdated && changed.length > 0) pointsChanged(changed);
  }

  private tellRescored(): void {
    const { pointsChanged, deriveSoon } = this.context;
    pointsChanged(null);
    deriveSoon();
  }

  private recordOf(id: number): QualityRecord | null {
    const model = this.columns.modelOf(id);
    if (model === null) return null;
    return {
      model,
      inputs: Array.from(this.columns.inputRow(id), nullIfUnknown),
      // Nine digits give a float32 back exactly: a restored map is the map that was.
      probabilities: Array.from(this.columns.probabilityRow(id), (p) => Number(p.toPrecision(9))),
      ...this.columns.scale(id),
    };
  }

  private restoreRecord(id: number, record: QualityRecord): void {
    const { columns } = this;
    const { points, session } = this.context;
    const model = record.model ?? session.firstModel?.hash ?? columns.model;
    const isOfModel = model === columns.model;
    // A score of the network in use goes before one of any other.
    if (!isOfModel && columns.isOfModel(id)) return;
    const [total, mean, maximum, ...others] = record.inputs;
    const counts = [total ?? 0, mean ?? 0, maximum ?? 0];
    columns.setInputs(id, inputsOf([...counts, ...others.map((value) => value ?? NaN)]));
    const components = componentsOf(Float32Array.from(record.probabilities));
    columns.setProbabilities(id, components, record, model);
    columns.setEmbedded(id, isOfModel && this.embeddings.has(points.row(id)));
    points.quantity('outdated')[id] = Number(!isOfModel);
  }
}

function nullIfUnknown(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
