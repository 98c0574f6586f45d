/** The order of two numbers, or of two texts by their UTF-16 units: the same everywhere, unlike a locale's. */
export const compare = <K extends string | number>(a: K, b: K): number =>
  a < b ? -1 : a > b ? 1 : 0

/** Sorts by what `key` gives for each item; items with the same key stay in their order. */
export const by =
  <T>(key: (item: T) => string | number) =>
  (a: T, b: T): number =>
    compare(key(a), key(b))
