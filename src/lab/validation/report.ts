import type { LabelProfile } from '#core/quality/profiles';
import { medianOf } from '../evaluation/statistics';
import type { ModelCard } from '#model/model-card';
import type { SceneFigures } from './judge-scene';
import { SCENE_VARIANTS, type SceneVariant } from './scene-variants';

export interface ValidationRun {
  model: Pick<ModelCard, 'name' | 'hash'> & { engine: string };
  profile: LabelProfile;
  appVersion: string;
  firstSeed: number;
  command: string;
  results: {
    variant: SceneVariant;
    /** Points along each side of the map. */
    side: number;
    scenes: SceneFigures[];
  }[];
}

/** Differences of ρ and of regret that are no difference. */
const SAME_CORRELATION = 0.005;
const SAME_REGRET = 0.05;

/** `docs/validation.md`: both scores against the truth, and where the benchmark is the better one. */
export function validationReport(run: ValidationRun): string {
  const { model, profile, firstSeed, results } = run;
  const most = Math.max(...results.map(({ scenes }) => scenes.length));
  const { sharpness, signalToBackground, counts } = profile.weights;
  return `# MLS and BMS against a known truth

\`${run.command}\` writes this page: SweetSpot ${run.appVersion}, model ${model.name} (${model.hash.slice(0, 12)}) on ${model.engine}. Do not edit it by hand.

Simulated \`bi2se3\` samples (seeds ${firstSeed} to ${firstSeed + most - 1}, which neither training nor \`sweetspot evaluate\` uses) are measured on rasters with steps of 10 µm, 160 × 160 pixels and at most 1.5·10⁵ counts a spectrum. The truth of a place is Eq. 13 on its noise-free components by the \`${profile.name}\` profile, weights S ${sharpness}, B ${signalToBackground}, N ${counts}; both scores take the same weights. ρ is Spearman's rank correlation of a score map with the true one; regret is the true score lost at the best spot that the map leads to. The BMS is set up as SweetSpot does by itself: window and I_th are proposed from the spectrum of the highest MLS.

Medians over the scenes, in brackets the worst of them. In all rows but the first only one thing varies across an otherwise perfect sample; many of its places then share the highest true score, and a score that tells them apart loses ρ. A dash: the profile calls all places equally good.

| what varies | scenes | ρ of MLS | ρ of BMS | regret of MLS | regret of BMS | good points without a fit |
|--|--|--|--|--|--|--|
${results.map(resultRow).join('\n')}

${results.map(({ variant }) => `- **${variant}**: ${SCENE_VARIANTS[variant]}.`).join('\n')}

## Where the BMS wins

${winnersText(results)}

## Why the BMS is what it is

- It sees one branch of one band in one fixed window (Eq. 14). In a dim grain its peak is a few standard errors of the bulk states beneath it, and where a grain is turned by several degrees it leaves the window: the fit fails honestly, and S = 0 costs the full penalty although the spectrum is sharp. The last column counts points with a true score above 3. A wider window holds the other branch of the cone for some grains, and one Lorentzian fits neither.
- I_th decides B (Eq. 15). It is proposed at the level of the background: a threshold that reaches into the flanks of the brightest band calls the whole band of a dim grain background.
- Its S and N are relative to the scan (Eqs. 14 and 16): the same spectrum scores differently beside worse ones, and a scan of one quality has no widest fit to compare with.
`;
}

function resultRow({ variant, side, scenes }: ValidationRun['results'][number]): string {
  const figure = (values: number[], worst: number, digits: number) =>
    values.length > 0 ? `${medianOf(values).toFixed(digits)} (${worst.toFixed(digits)})` : '–';
  const correlations = (score: 'mls' | 'bms') => {
    const values = scenes.map((scene) => scene[score].correlation).filter(Number.isFinite);
    return figure(values, Math.min(...values), 3);
  };
  const regrets = (score: 'mls' | 'bms') => {
    const values = scenes.map((scene) => scene[score].regret);
    return figure(values, Math.max(...values), 2);
  };
  const good = scenes.reduce((sum, scene) => sum + scene.goodPoints, 0);
  const unfitted = scenes.reduce((sum, scene) => sum + scene.goodPointsWithoutFit, 0);
  const cells = [
    variant,
    `${scenes.length} of ${side} × ${side}`,
    correlations('mls'),
    correlations('bms'),
    regrets('mls'),
    regrets('bms'),
    good > 0 ? `${Math.round((100 * unfitted) / good)} %` : '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function winnersText(results: ValidationRun['results']): string {
  const lines = results.map(({ variant, scenes }) => {
    const ranked = scenes.filter(
      ({ mls, bms }) => bms.correlation > mls.correlation + SAME_CORRELATION,
    ).length;
    const placed = scenes.filter(({ mls, bms }) => bms.regret < mls.regret - SAME_REGRET).length;
    return { variant, ranked, placed, of: scenes.length };
  });
  const wins = lines.filter(({ ranked, placed }) => ranked > 0 || placed > 0);
  if (wins.length === 0) return 'In none of these scenes, neither in rank order nor at the spot.';
  return wins
    .map(
      ({ variant, ranked, placed, of }) =>
        `- **${variant}**: ranks the map better in ${ranked} of ${of} scenes, leads to a better spot in ${placed}.`,
    )
    .join('\n');
}
