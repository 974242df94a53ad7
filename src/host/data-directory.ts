import { resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * The user's data folder: sessions, preferences, simulated scans. The platform's
 * usual place, or what the environment variable SWEETSPOT_DATA names.
 */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.SWEETSPOT_DATA;
  if (chosen !== undefined && chosen.trim() !== '') return resolve(chosen);
  return envPaths('SweetSpot', { suffix: '' }).data;
}
