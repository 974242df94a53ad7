import type { BandData } from '#core/bands/band-data';
import type { MapGeometry } from '#core/bands/emission';

/** What the user tells of a file's geometry and energies. */
export interface LoadOptions {
  /** Null: by the name of the scanned motor. */
  geometry: MapGeometry | null;
  /** Kinetic energy at the Fermi level, for files with binding energies or without energies. */
  fermiEv: number | null;
  region?: string;
}

/** A map or cut as read, with what the user should know of it. */
export interface LoadedBandData {
  data: BandData;
  notes: string[];
}
