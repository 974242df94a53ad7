/** How a bundle is started on each platform: a few lines that call its own Node. */

const linuxLauncher = `#!/bin/sh
# Starts SweetSpot with the Node that comes with it; nothing of the system is used but a browser.
here=$(dirname "$(readlink -f "$0")")
exec "$here/node/node" "$here/app/out/main/cli.js" "$@"
`;

const windowsLauncher = [
  '@echo off',
  'rem Starts SweetSpot with the Node that comes with it; nothing of the system is used but a browser.',
  'setlocal',
  '"%~dp0node\\node.exe" "%~dp0app\\out\\main\\cli.js" %*',
  'exit /b %errorlevel%',
  '',
].join('\r\n');

export const launchers = {
  linux: { name: 'sweetspot', text: linuxLauncher },
  win32: { name: 'SweetSpot.cmd', text: windowsLauncher },
};

export const readMe = (launcher, version) => `SweetSpot ${version}, portable

Start ${launcher}: it serves the window on this computer only and opens it in Edge, Chrome or
Chromium as a window of its own. Closing that window ends SweetSpot. Nothing is installed, and
the folder may lie anywhere on a local disk.

In a terminal, "${launcher} --help" lists what else it does, and "${launcher} doctor FOLDER"
checks this computer and a folder. Training a network is not part of this bundle.

Licences of all parts are in LICENSES.txt.
`;

/** A desktop entry, so that the .deb shows up among the programs. */
export const desktopEntry = `[Desktop Entry]
Type=Application
Name=SweetSpot
Comment=Live alignment assistant for micro-ARPES
Exec=/opt/sweetspot/sweetspot open
Icon=sweetspot
Terminal=false
Categories=Science;Physics;
`;

export const debianControl = (version, installedKb) => `Package: sweetspot
Version: ${version}
Section: science
Priority: optional
Architecture: amd64
Installed-Size: ${installedKb}
Depends: libc6 (>= 2.28), libstdc++6
Recommends: chromium | google-chrome-stable | microsoft-edge-stable
Maintainer: SweetSpot maintainers <maintainers@users.noreply.github.com>
Description: live alignment assistant for micro-ARPES
 Watches the folder an ARPES analyzer writes to, scores every spectrum with a
 trained network and points to the spot worth measuring.
`;
