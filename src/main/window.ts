import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, Screen } from 'electron';
import type { ShellState, ShellStateStore } from './shell-state';

/** Smallest window in which maps, spectrum and spots stand side by side. */
const smallest = { width: 1280, height: 800 };
const usual = { width: 1440, height: 900 };

/** The page's own ground colour, so that a window opening in a dark hutch does not flash. */
const grounds = { light: '#e9ecf0', dark: '#090b0e' };

interface WindowDependencies {
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow;
  screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>;
  isDark: boolean;
  preloadEntry: string;
  state: ShellStateStore;
}

/** Opens the app's window where it was last. Its security settings are Electron's defaults. */
export function createMainWindow(dependencies: WindowDependencies): BrowserWindow {
  const { screen, state, isDark, preloadEntry } = dependencies;
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const remembered = state.value.window;
  const room = screen.getPrimaryDisplay().workAreaSize;
  const window = new dependencies.BrowserWindow({
    ...placeOf(remembered, displays),
    minWidth: Math.min(smallest.width, room.width),
    minHeight: Math.min(smallest.height, room.height),
    show: false,
    title: 'SweetSpot',
    backgroundColor: grounds[isDark ? 'dark' : 'light'],
    // Dictionaries would be fetched from the internet.
    webPreferences: { preload: preloadEntry, spellcheck: false },
  });
  if (remembered?.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const shape = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
    void state.update({ window: shape });
  });
  return window;
}

/** The remembered place while most of it lies on a display that is still there. */
function placeOf(
  remembered: ShellState['window'],
  displays: readonly Rectangle[],
): Partial<Rectangle> {
  if (remembered === null) return usual;
  const { bounds } = remembered;
  const visible = displays.some(
    (display) => overlap(bounds, display) >= (bounds.width * bounds.height) / 2,
  );
  return visible ? bounds : usual;
}

function overlap(first: Rectangle, second: Rectangle): number {
  const width =
    Math.min(first.x + first.width, second.x + second.width) - Math.max(first.x, second.x);
  const height =
    Math.min(first.y + first.height, second.y + second.height) - Math.max(first.y, second.y);
  return Math.max(0, width) * Math.max(0, height);
}
