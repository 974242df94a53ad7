/**
 * `npm run ablations`: trains small networks that differ in one thing each, one after the other and
 * at low priority, and writes what came out into docs/development/ablations.md. Stopped, the same command
 * continues. Options: --samples, --fixed-set, --input-size, --seed (whole numbers); --no-setup takes
 * dependencies and build as they are, --report-only writes the page from the runs there are.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { log, prepare, projectRoot, run } from './lib/bootstrap.mjs';

const lowPriority = 15;
const batchSize = 64;
const validations = 4;
const page = join(projectRoot, 'docs', 'development', 'ablations.md');
const runsFolder = join(projectRoot, 'training-runs');
/** For `sweetspot model ablation`, which puts it into a model card. */
const figuresFile = join(runsFolder, 'ablation.json');

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '204800' },
    'fixed-set': { type: 'string', default: '51200' },
    'input-size': { type: 'string', default: '64' },
    seed: { type: 'string', default: '11' },
    'no-setup': { type: 'boolean', default: false },
    'report-only': { type: 'boolean', default: false },
  },
});
const [samples, fixedSet, inputSize, seed] = ['samples', 'fixed-set', 'input-size', 'seed'].map(
  (name) => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number <= 0) {
      throw new Error(`--${name}: expected a whole number above 0, found ${values[name]}`);
    }
    return number;
  },
);

const variants = [
  { name: 'dynamic', what: 'every spectrum new; all heads; pixel scales known', args: [] },
  { name: 'total', what: 'the loss sees the total score alone', args: ['--heads', 'total'] },
  { name: 'no-scales', what: 'eV and degrees per pixel withheld', args: ['--without-scales'] },
  {
    name: 'fixed',
    what: `a fixed set of ${fixedSet} spectra, ${(samples / fixedSet).toFixed(1)} passes`,
    args: ['--fixed-set', String(fixedSet)],
  },
];

const folderOf = ({ name }) => `ablation-${name}-${samples}-${inputSize}-${seed}`;
const fileOf = (variant, file) => join(runsFolder, folderOf(variant), file);

/** Last line of a run's learning curve by column, or null before its first validation. */
function lastPoint(variant) {
  const file = fileOf(variant, 'learning-curve.csv');
  if (!existsSync(file)) return null;
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  if (lines.length === 0) return null;
  const cells = lines.at(-1).split(',').map(Number);
  return Object.fromEntries(header.split(',').map((column, i) => [column, cells[i]]));
}

function secondsOf(variant) {
  const file = fileOf(variant, 'seconds.txt');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

function isFinished(variant) {
  return (lastPoint(variant)?.samples ?? 0) >= samples;
}

function train(variant) {
  const began = Date.now();
  const settings = { samples, seed, 'input-size': inputSize, batch: batchSize, workers: 1 };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  try {
    run(process.execPath, [
      join(projectRoot, 'out', 'main', 'cli.js'),
      ...['train', '--run', folderOf(variant), '--no-evaluation'],
      ...['--epoch', String(Math.ceil(samples / validations)), ...args, ...variant.args],
    ]);
  } finally {
    mkdirSync(join(runsFolder, folderOf(variant)), { recursive: true });
    const seconds = secondsOf(variant) + (Date.now() - began) / 1000;
    writeFileSync(fileOf(variant, 'seconds.txt'), seconds.toFixed(0));
  }
}

function row(variant) {
  const point = lastPoint(variant);
  if (!point) return [variant.name, variant.what, '–', '–', '–', '–', '–', '–', '–'];
  return [
    variant.name,
    variant.what,
    String(point.samples),
    point.publishedError.toFixed(3),
    point.alignmentError.toFixed(3),
    `${(100 * point.laddersOrdered).toFixed(1)} %`,
    point.loss.toFixed(3),
    point.validationLoss.toFixed(3),
    `${(secondsOf(variant) / 60).toFixed(0)} min`,
  ];
}

function writeFigures() {
  const finished = variants.filter(isFinished).map((variant) => {
    const { name, what } = variant;
    const { samples: seen, publishedError, alignmentError, laddersOrdered } = lastPoint(variant);
    return { name, what, inputSize, samples: seen, publishedError, alignmentError, laddersOrdered };
  });
  writeFileSync(figuresFile, `${JSON.stringify(finished, null, 2)}\n`);
}

function writePage() {
  const header = [
    'run',
    'what differs',
    'samples seen',
    'published MAE',
    'alignment MAE',
    'ladder pairs in order',
    'training loss',
    'validation loss',
    'time',
  ];
  const lines = [header, header.map(() => '--'), ...variants.map(row)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  writeFileSync(
    page,
    `# Ablations

Generated by \`npm run ablations -- --samples ${samples} --fixed-set ${fixedSet} --input-size ${inputSize} --seed ${seed}\`; do not edit.

The compact network at ${inputSize} × ${inputSize}, batch ${batchSize}, AdamW with one cosine over ${samples} samples, seed ${seed}. Each run differs from \`dynamic\` in one thing. Errors are of the score's median (of the total head where it alone was trained), in points, on the same 800 validation spectra of each profile for all runs, with the averaged weights; 1,800 ladder spectra. Losses of \`total\` are of another kind than the others'. A fixed set keeps its augmentation too. Times are of one simulating thread at low priority beside other work: they say nothing about speed. One run each: differences of about 0.03 are within the noise.

${table}

A line of dashes has not been trained yet; a run with fewer samples than asked for is under way.
`,
  );
}

setPriority(lowPriority);
if (!values['report-only']) {
  if (!values['no-setup']) prepare();
  for (const variant of variants) {
    if (isFinished(variant)) continue;
    log(`Ablation ${variant.name}: ${variant.what}`);
    train(variant);
    writePage();
  }
}
writePage();
writeFigures();
log(`Written: ${page}, ${figuresFile}`);
