/**
 * `node scripts/figures.mjs`: draws the situations of the paper's Figs. 2, 3 and 4
 * into docs/figures. docs/figures.md says what differs and why.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { panelsPng } from './lib/panels.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs', 'figures');
const server = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const load = (path) => server.ssrLoadModule(`/src/${path}.ts`);
const { expectedImages, simulateSpectrum } = await load('core/simulate/spectrum');
const { expectedConstantEnergyMap, simulateConstantEnergyMap } = await load('core/simulate/volume');
const { materialEnergies } = await load('core/simulate/band-energies');
const { emissionDirection, fermiKineticEnergy, waveVectorAt } = await load(
  'core/simulate/kinematics',
);
const { drawSpectrumParameters } = await load('core/simulate/distributions');
const { createRandom } = await load('core/simulate/random');
const { labelOf, publishedWeights } = await load('core/quality/label');

const kinkOfThePaper = {
  form: 'published',
  bosonEnergyEv: 0.3,
  stepHeightEv: 0.073,
  stepRatePerEv: 21.4,
  strengthEv2: 0.007,
  widthEv: 21.4,
};
const consistentKink = {
  form: 'kramers-kronig',
  bosonEnergyEv: 0.3,
  stepHeightEv: 0.12,
  widthEv: 0.02,
};
const band = {
  energyEv: -1.14,
  hoppingEv: -0.68,
  hoppingYEv: 0,
  nextNearestRatio: 0.23,
  nextNearestRatioY: 0,
  selfEnergy: { curvaturePerEv: 0, offsetEv: 0.02, kink: kinkOfThePaper },
  matrixAmplitude: 1,
};
const mainDomain = { weight: 1, polarOffsetDeg: 0, tiltOffsetDeg: 0, azimuthOffsetDeg: 0 };
const square = {
  material: {
    kind: 'tight-binding',
    lattice: { kind: 'square', aAngstrom: 4.19, bAngstrom: 4.19 },
    bands: [band],
    matrixElement: { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 },
  },
  kinematics: {
    photonEnergyEv: 95,
    workFunctionEv: 4.5,
    polarDeg: 0,
    tiltDeg: 0,
    azimuthDeg: 0,
    imageAngle: 'polar',
    crossAngleDeg: 0,
  },
  domains: [mainDomain],
  temperatureK: 20,
  energyResolutionEv: 0.02,
  angleResolutionDeg: 0.2,
  signalAmplitude: 1,
  background: { flat: 0, shirley: 0, polynomial: 0, polynomialCoefficients: [] },
  response: { kind: 'flat' },
  artefacts: [],
  readoutSpreadPoints: 1,
  sampling: {
    energyCount: 300,
    angleCount: 300,
    energyWindowEv: [-0.9, 0.1],
    angleWindowDeg: [-15, 15],
  },
  counting: { kind: 'fixed-count', electronCount: 1e6 },
  countingSeed: 7,
};
const cross = { crossCount: 300, crossWindowDeg: [-15, 15] };
const theta = { label: 'θ (deg)', range: [-15, 15] };
const phi = { label: 'φ (deg)', range: [-15, 15] };
const energy = { label: 'E − EF (eV)', range: [-0.9, 0.1] };
const red = '#ff5050';
const blue = '#60a8ff';

const withBand = (changes) => ({
  ...square,
  material: { ...square.material, bands: [{ ...band, ...changes }] },
});
const withSelfEnergy = (kink) => ({ selfEnergy: { ...band.selfEnergy, kink } });
const modulated = {
  ...withBand({
    ...withSelfEnergy(consistentKink),
    latticeModulation: { depths: [0.35, -0.4, 0.2] },
  }),
};
modulated.material.matrixElement = {
  coefficients: [[1], [0.45], [-0.1]],
  rotationOrder: 0,
  minimum: 0,
  scale: 1,
};

/** The bare band along a cut. */
function bareBand(parameters) {
  const { kinematics, material } = parameters;
  const waveVector = waveVectorAt(fermiKineticEnergy(kinematics));
  const points = Array.from({ length: 301 }, (_, i) => {
    const angle = -15 + i / 10;
    const { nx, ny } = emissionDirection(kinematics, mainDomain, angle);
    return [angle, materialEnergies(material, waveVector * nx, waveVector * ny)[0][0]];
  });
  return { points, colour: red };
}

/** Tilt at which the cut runs along the zone's edge, ky = π/a: there the band crosses E_F. */
const zoneEdgeDeg = 8.85;

function cutPanel(title, map) {
  const kinematics = { ...map.kinematics, crossAngleDeg: zoneEdgeDeg };
  const parameters = { ...map, kinematics };
  const image = { values: expectedImages(parameters).signal, rows: 300, columns: 300 };
  return { title, image, x: theta, y: energy, lines: [bareBand(parameters)] };
}

function mapPanel(title, values, marks = []) {
  return { title, image: { values, rows: 300, columns: 300 }, x: theta, y: phi, marks };
}

function figure2() {
  const cases = [
    ['(a) Eq. 3 as printed', withBand({})],
    ['(b) Kramers–Kronig pair', withBand(withSelfEnergy(consistentKink))],
    ['(c) with matrix elements', modulated],
  ];
  return panelsPng(
    [
      ...cases.map(([title, parameters]) => cutPanel(title, parameters)),
      ...cases.map(([, parameters]) =>
        mapPanel('Fermi surface', expectedConstantEnergyMap(parameters, cross, 0)),
      ),
    ],
    3,
  );
}

function figure3() {
  const turned = {
    ...square,
    kinematics: { ...square.kinematics, polarDeg: 4, tiltDeg: -3, azimuthDeg: 20 },
  };
  const mixed = {
    ...turned,
    domains: [mainDomain, { ...mainDomain, weight: 0.8, polarOffsetDeg: -6, tiltOffsetDeg: 5 }],
    background: { ...square.background, flat: 0.08 },
    response: { kind: 'centre', energyEdgeLoss: 0, angleEdgeLoss: 0.8 },
    counting: { kind: 'fixed-count', electronCount: 2e5 },
  };
  const rotated = {
    ...mixed,
    domains: [mainDomain, { ...mainDomain, weight: 0.5, azimuthOffsetDeg: 30 }],
  };
  const normal = { x: -4, y: 3, colour: red };
  return panelsPng(
    [
      mapPanel('(a) no offsets', expectedConstantEnergyMap(square, cross, 0), [
        { x: 0, y: 0, colour: red },
      ]),
      mapPanel('(b) θ₀ 4°, φ₀ −3°, α₀ 20°', expectedConstantEnergyMap(turned, cross, 0), [normal]),
      mapPanel(
        '(c) a flake, 200 000 electrons',
        simulateConstantEnergyMap(mixed, cross, 0).counts,
        [normal, { x: 2, y: -2, colour: blue }],
      ),
      mapPanel('(d) a domain turned by 30°', simulateConstantEnergyMap(rotated, cross, 0).counts, [
        normal,
      ]),
    ],
    4,
  );
}

const noteColour = (value) => (value > 0.7 ? '#7cc4ff' : value < 0.3 ? '#ff7070' : '#8fe08f');

function figure4() {
  const sampling = { energyCount: 532, angleCount: 454 };
  const wanted = [0.5, 3, 5, 7, 9.5];
  const best = wanted.map(() => null);
  const root = createRandom(2026);
  for (let row = 0; row < 150; row++) {
    const spectrum = simulateSpectrum(
      drawSpectrumParameters('published', root.fork(row), sampling),
    );
    const { score } = labelOf(spectrum.components, { weights: publishedWeights, angleCount: 454 });
    wanted.forEach((target, i) => {
      const distance = Math.abs(score - target);
      if (best[i] === null || distance < best[i].distance) best[i] = { spectrum, score, distance };
    });
  }
  return panelsPng(
    best.map(({ spectrum, score }, i) => {
      const { components, parameters } = spectrum;
      const { energyWindowEv, angleWindowDeg } = parameters.sampling;
      const note = (name, value) => ({
        content: `${name} ${value.toFixed(2)}`,
        colour: noteColour(value),
      });
      return {
        title: `(${'abcde'[i]}) score ${score.toFixed(1)}`,
        image: { values: spectrum.spectrum.counts, rows: 532, columns: 454 },
        x: { label: 'θ (deg)', range: angleWindowDeg },
        y: { label: 'E − EF (eV)', range: energyWindowEv },
        notes: [
          {
            ...note('F', components.feature),
            colour: components.feature < 0.013 ? '#ff7070' : '#7cc4ff',
          },
          note('S', components.sharpness),
          note('B', components.signalToBackground),
          note('N', components.countRatio),
        ],
      };
    }),
    5,
  );
}

await mkdir(folder, { recursive: true });
for (const [name, draw] of Object.entries({ figure2, figure3, figure4 })) {
  await writeFile(join(folder, `${name}.png`), draw());
  console.log(`docs/figures/${name}.png`);
}
await server.close();
