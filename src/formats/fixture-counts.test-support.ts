/** A count for every place in an array, no two near ones alike, never zero. */
export function wholeNumberAt(index: number): number {
  return 1 + ((index * 37) % 1009);
}
