import type { Session } from 'electron';

/**
 * Denies every permission but one: writing text to the clipboard, which copying a
 * best spot needs. Electron would otherwise grant them all.
 */
export function registerPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  const isGranted = (permission: string) => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_, permission, respond) => respond(isGranted(permission)));
  session.setPermissionCheckHandler((_, permission) => isGranted(permission));
  session.setDevicePermissionHandler(() => false);
}
