import type { EvaluationRow, ModelCard } from '#model/model-card';

function figure(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(4)));
}

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '--')), ...rows.map(line)].join('\n');
}

function evaluationTable(rows: EvaluationRow[]): string {
  if (rows.length === 0) return 'Not evaluated yet.';
  return table(
    ['figure', 'value', 'baseline', 'must', 'aim', 'met'],
    rows.map(({ name, value, baseline, must, aim, limit, meetsMust, note }) => {
      const sign = limit === 'at least' ? '≥' : '≤';
      const required = (target: number | null) =>
        target === null ? figure(null) : `${sign} ${figure(target)}`;
      return [
        note === undefined ? name : `${name} (${note})`,
        figure(value),
        figure(baseline),
        required(must),
        required(aim),
        must === null ? '–' : meetsMust ? 'yes' : 'no',
      ];
    }),
  );
}

function calibrationSection({ temperatures }: ModelCard): string[] {
  const rows = Object.entries(temperatures).map(([name, value]) => [name, figure(value)]);
  if (rows.length === 0) return [];
  return [
    '## Calibration',
    'What the logits of each output were divided by, so that the probabilities of validation ' +
      'spectra are as sure as they are right. The weights hold it already.',
    table(['output', 'temperature'], rows),
  ];
}

function ablationSection({ ablation }: ModelCard): string[] {
  if (ablation.length === 0) return [];
  return [
    '## Ablation',
    'Smaller networks that differ from the first in one thing, one run each (validation ' +
      'spectra); `npm run ablations` trains them.',
    table(
      ['run', 'what differs', 'input', 'samples', 'published MAE', 'alignment MAE', 'ladder pairs'],
      ablation.map((run) => [
        run.name,
        run.what,
        `${run.inputSize} × ${run.inputSize}`,
        String(run.samples),
        figure(run.publishedError),
        figure(run.alignmentError),
        figure(run.laddersOrdered),
      ]),
    ),
  ];
}

/** The model card as people read it. */
export function modelCardMarkdown(card: ModelCard): string {
  const { training, architecture, profiles } = card;
  const { inputSize } = architecture;
  const lastPoints = card.learningCurve.map((point) => [
    String(point.samples),
    figure(point.loss),
    figure(point.publishedError),
    figure(point.alignmentError),
    figure(point.laddersOrdered),
    figure(point.negativesMaxScore),
  ]);
  const sections = [
    `# Model card: ${card.name} ${card.version}`,
    `Generated from \`model-card.json\`; do not edit. Weights SHA-256 \`${card.hash}\`, ` +
      `written ${card.created}.`,
    '## Network',
    `Architecture \`${architecture.name}\`, ${card.parameterCount} parameters. The trunk turns a ` +
      `whitened ${inputSize} × ${inputSize} image into an embedding; the head turns the embedding ` +
      'and the numbers below into probabilities for the penalty brackets of the quality score.',
    table(
      ['#', 'number'],
      card.scalars.map((name, i) => [String(i), name]),
    ),
    table(
      ['output', 'first logit', 'logits'],
      Object.entries(card.outputs).map(([name, { start, length }]) => [
        name,
        String(start),
        String(length),
      ]),
    ),
    `ONNX: \`trunk.onnx\` takes \`image\` [batch, 1, ${inputSize}, ${inputSize}] and gives ` +
      '`embedding`; `head.onnx` takes `embedding` and `scalars` and gives `logits`.',
    '## Training',
    `${training.samplesSeen} simulated spectra, ` +
      `${training.procedure?.fixedSet === undefined ? 'none seen twice' : 'seen over and over'}; ` +
      `seed ${training.seed}, batch ${training.batchSize}, AdamW at ` +
      `${training.peakLearningRate} with weight decay ${training.weightDecay}. ` +
      `${card.fullScoreCounts} electrons give N = 1.`,
    table(
      ['label profile', 'weight of S', 'of B', 'of N'],
      Object.entries(profiles).map(([name, weights]) => [
        name,
        figure(weights.sharpness),
        figure(weights.signalToBackground),
        figure(weights.counts),
      ]),
    ),
    table(
      ['part of the mixture', 'share'],
      Object.entries(training.distribution).map(([name, share]) => [name, figure(share)]),
    ),
    ...training.notes.map((note) => `- ${note}`),
    ...calibrationSection(card),
    '## Evaluation',
    'Fixed seeds that training and validation never use. The baseline always predicts the median ' +
      'score, or the commonest class.',
    evaluationTable(card.evaluation),
    '## Learning curve (validation)',
    table(
      [
        'samples',
        'loss',
        'published MAE',
        'alignment MAE',
        'ladder pairs in order',
        'highest score of a negative',
      ],
      lastPoints,
    ),
    ...ablationSection(card),
  ];
  return `${sections.join('\n\n')}\n`;
}
