import type { Shell } from 'electron';

/** Whether an address may be handed to the user's browser: web pages only. */
export function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && username === '';
}

/** Opens a web page in the user's browser; anything else (programs, files) is left alone. */
export function openExternalLink(shell: Pick<Shell, 'openExternal'>, address: string): void {
  if (isWebAddress(address)) shell.openExternal(address).catch(() => undefined);
}
