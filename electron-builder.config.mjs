/**
 * Installers of the desktop app: `npx electron-builder@26.17.0 --config electron-builder.config.mjs`
 * after `npm run build`. Not a dependency: only who makes a release needs it, and it needs
 * Electron's runtime.
 */
const platform = process.env.SWEETSPOT_PACKAGE_PLATFORM ?? process.platform;
/** What of ONNX Runtime's native parts belongs to another platform than the one packed for. */
const otherPlatforms = ['darwin', 'linux', 'win32']
  .filter((name) => name !== platform)
  .map((name) => `!node_modules/onnxruntime-node/bin/napi-v*/${name}/**`);

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'io.github.sweetspot-arpes.sweetspot',
  productName: 'SweetSpot',
  copyright: 'MIT licence',
  directories: { output: 'release', buildResources: 'resources/icons' },
  files: [
    'out/**',
    'resources/model/**',
    'package.json',
    '!**/*.{map,d.ts,md}',
    // Training runs from a clone of the repository.
    '!node_modules/@tensorflow/**',
    ...otherPlatforms,
  ],
  asar: true,
  // What native code opens by path: it cannot look into the archive.
  asarUnpack: [
    'resources/model/**',
    '**/*.node',
    '**/*.wasm',
    '**/*.{dll,so,so.*,dylib}',
    '**/*.ttf',
  ],
  npmRebuild: false,
  // No updater: a beamline's computer changes when its people decide.
  publish: null,
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  win: { target: ['nsis', 'zip'], icon: 'resources/icons/icon.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    target: ['zip'],
    icon: 'resources/icons/icon.icns',
    category: 'public.app-category.education',
  },
  linux: {
    target: ['deb', 'AppImage', 'zip'],
    icon: 'resources/icons/icon.png',
    category: 'Science',
    maintainer: 'SweetSpot maintainers <maintainers@users.noreply.github.com>',
    synopsis: 'live alignment assistant for micro-ARPES',
  },
};
