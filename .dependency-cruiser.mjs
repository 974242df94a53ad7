/** Who may import whom. ARCHITECTURE.md draws the same picture in words. */
const layer = (name) => `^src/${name}/`;
const only = (name, allowed, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: { path: layer(name) },
  to: { path: '^src/', pathNot: [name, ...allowed].map(layer) },
});

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-cycles-in-the-engine',
      comment: 'points, session, source and jobs know no scan; the scan knows no feature',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/engine/' },
      to: { circular: true },
    },
    only('shared', [], 'shared imports nothing of ours'),
    only('core', ['shared'], 'the science is pure'),
    only('model', ['core', 'shared'], ''),
    only('formats', ['core', 'shared'], ''),
    only('beamline', ['core', 'formats', 'shared'], ''),
    only('exports', ['core', 'formats', 'shared'], ''),
    only(
      'lab',
      ['model', 'exports', 'formats', 'host', 'core', 'shared'],
      'host: to measure processes',
    ),
    only('engine', ['model', 'exports', 'formats', 'core', 'shared'], ''),
    only('host', ['shared'], 'hosts talk to the engine process, they do not contain it'),
    only('server', ['host', 'shared'], ''),
    only('main', ['host', 'shared'], ''),
    only('preload', ['shared'], ''),
    only(
      'cli',
      [
        'server',
        'host',
        'engine',
        'beamline',
        'lab',
        'model',
        'exports',
        'formats',
        'core',
        'shared',
      ],
      '',
    ),
    {
      name: 'renderer-imports',
      comment: 'the renderer sees the contract and pure helpers of the map and the score',
      severity: 'error',
      from: { path: layer('renderer') },
      to: {
        path: '^src/',
        pathNot: ['^src/renderer/', '^src/shared/', '^src/core/(map|quality)/'],
      },
    },
    {
      name: 'visuals-read-no-store',
      comment: 'what draws from props serves any source and is tested alone',
      severity: 'error',
      from: { path: '^src/renderer/(ui|map|spectrum|format|charts)/' },
      to: { path: '^src/renderer/(stores|features|panels|composables|client)/' },
    },
    {
      name: 'pure-layers-know-no-platform',
      severity: 'error',
      from: { path: '^src/(shared|core|renderer)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-in-the-shell-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|preload)/' },
      to: { path: '^(node_modules/)?electron($|/)' },
    },
    {
      name: 'direct-hdf5-imports',
      comment: 'what reads plain HDF5 files knows nothing of the library that reads the others',
      severity: 'error',
      from: { path: '^src/formats/hdf5/direct/', pathNot: '\\.test(-support)?\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/formats/hdf5/direct/', '^src/formats/stored-numbers'] },
    },
    {
      name: 'no-tests-in-products',
      comment: 'neither tests nor what supports them',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test(-support)?\\.ts$' },
      to: { path: '(\\.test(-support)?\\.ts$)|(^tests/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.js', '.mjs', '.json'] },
  },
};
