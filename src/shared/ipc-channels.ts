import type { CommandName } from './contract';

/** Channels between the desktop window's preload script and the main process. */

/** Carries one command: a request goes in, a result comes back. */
export function commandChannel(name: CommandName): `sweetspot:${CommandName}` {
  return `sweetspot:${name}`;
}

/** Carries every event to the window. */
export const eventChannel = 'sweetspot:event';

/** Tells the main process that the window listens. */
export const listeningChannel = 'sweetspot:listening';
