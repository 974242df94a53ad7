import { createEngine } from '../../src/engine/engine';
import { createScorerDouble } from './engine-support';

/**
 * An engine in a process of its own, to be killed: watches the folder given first, with its data
 * in the folder given second, and reports how many points are scored.
 */
const [source, dataDirectory] = process.argv.slice(2);
const engine = createEngine(
  { dataDirectory, modelDirectory: '', appVersion: '0.0.0-test' },
  (event) => {
    if (event.name === 'status') process.send?.({ scored: event.payload.scored });
  },
  { loadScorer: () => Promise.resolve(createScorerDouble()) },
);
await engine.start();
await engine.openScan({ path: source, kind: 'folder', mode: 'live', watch: 'auto' });
