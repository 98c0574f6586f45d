/**
 * Look-ups by a name from outside: a word on a command line, a key in a file. Every plain object answers to
 * "constructor", "toString" and their like, with what it inherits; these answer with what the table itself holds.
 * A rule in `tests/house` keeps anything else from being used with a key that may be any string.
 */

// An assignment to "__proto__" would exchange a table's prototype instead of adding an entry, and JSON would lose it.
// Without the accessor it is a key like any other, as in Deno and in Node with --disable-proto=delete.
Reflect.deleteProperty(Object.prototype, '__proto__')

/** What `table` itself holds under `key`; undefined where it holds nothing, or where there is no table. */
export function own<T>(
  table: { readonly [key: string]: T } | null | undefined,
  key: string,
): T | undefined {
  const value = table?.[key]
  // All that a plain object inherits is functions. Asked millions of times in a replay, most of which this answers.
  if (typeof value !== 'function') return value
  return table && Object.hasOwn(table, key) ? value : undefined
}
