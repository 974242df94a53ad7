import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { appPaths, appVersion } from '#host/app-paths';
import { interruption } from '../interruption';
import { createProgressLine, log } from '../terminal';
import type { SceneFigures } from '#lab/validation/judge-scene';
import { SCENE_VARIANTS, type SceneVariant } from '#lab/validation/scene-variants';

/** Far from the seeds of training and evaluation, whose scenes count up from theirs. */
const FIRST_SEED = 770_001;

interface Extent {
  scenes: number;
  side: number;
}
const extents: Record<'full' | 'quick', { whole: Extent; single: Extent }> = {
  full: { whole: { scenes: 20, side: 19 }, single: { scenes: 10, side: 13 } },
  quick: { whole: { scenes: 2, side: 7 }, single: { scenes: 1, side: 5 } },
};

interface ValidateOptions {
  out: string;
  model?: string;
  profile: ProfileName;
  quick?: boolean;
}

export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .requiredOption('--out <file>', 'report to write, e.g. docs/validation.md')
    .option('--model <folder>', 'model to validate; the shipped one unless told otherwise')
    .addOption(
      new Option('--profile <name>', 'what the true score is made of')
        .choices(Object.keys(LABEL_PROFILES))
        .default('alignment'),
    )
    .option('--quick', 'a few small scenes: shows that it works, not how good the scores are')
    .description('compares MLS and BMS with the truth of simulated samples; takes minutes')
    .action(async (options: ValidateOptions) => {
      const { loadQualityModel } = await import('#model/quality-model');
      const { judgeScene } = await import('#lab/validation/judge-scene');
      const { validationReport } = await import('#lab/validation/report');
      const { default: writeFileAtomic } = await import('write-file-atomic');
      const extent = extents[options.quick ? 'quick' : 'full'];
      const variants = Object.keys(SCENE_VARIANTS) as SceneVariant[];
      const extentOf = (variant: SceneVariant) =>
        variant === 'whole' ? extent.whole : extent.single;
      const total = variants
        .map(extentOf)
        .reduce((sum, { scenes, side }) => sum + scenes * side * side, 0);
      const modelDirectory = resolve(options.model ?? appPaths().modelDirectory);
      const engine = await loadQualityModel({ modelDirectory });
      const profile = LABEL_PROFILES[options.profile];
      const progress = createProgressLine('Spectra');
      const signal = interruption();
      let done = 0;
      try {
        const results = [];
        for (const variant of variants) {
          const { scenes: count, side } = extentOf(variant);
          const scenes: SceneFigures[] = [];
          for (let seed = FIRST_SEED; scenes.length < count; seed++) {
            const onPoints = (points: number) => {
              progress.update((done += points), total, variant);
            };
            scenes.push(
              await judgeScene({ variant, seed, side, profile, engine, onPoints, signal }),
            );
          }
          results.push({ variant, side, scenes });
        }
        progress.end();
        const { name, hash } = engine.card;
        const report = validationReport({
          model: { name, hash, engine: engine.label },
          profile,
          appVersion: appVersion(),
          firstSeed: FIRST_SEED,
          command: `sweetspot validate --out docs/validation.md --profile ${profile.name}`,
          results,
        });
        const target = resolve(options.out);
        await mkdir(dirname(target), { recursive: true });
        await writeFileAtomic(target, report);
        log(`Wrote ${target}`);
      } finally {
        await engine.dispose();
      }
    });
}
