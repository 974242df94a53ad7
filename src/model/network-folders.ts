import { join } from 'node:path';

/** Id of the network that comes with the program. */
export const SHIPPED_NETWORK = 'shipped';

/** Folder name of a network that a user named; also its id. */
export function networkFolderName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Where a network lies: the shipped one with the program, all others in the data folder. */
export function networkDirectory(
  { dataDirectory, modelDirectory }: { dataDirectory: string; modelDirectory: string },
  id: string,
): string {
  return id === SHIPPED_NETWORK
    ? modelDirectory
    : join(dataDirectory, 'networks', networkFolderName(id));
}
