/** Families of band models that need no table, by the names used in commands and files. */
export const FAMILY_NAMES = [
  'square',
  'bilayer',
  't2g',
  'eg',
  'hexagonal',
  'honeycomb',
  'dirac',
  'rashba',
] as const;
export type FamilyName = (typeof FAMILY_NAMES)[number];
