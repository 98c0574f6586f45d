/**
 * The filter language as data, and the filters that commands make of their arguments.
 * Source: lib/qlang.py; how a filter is judged is in evaluate.ts.
 */
export type Filter =
  | readonly ['&' | '|', ...Filter[]]
  | readonly ['!', Filter]
  | readonly ['?', string]
  | readonly ['==' | '!=' | '<' | '<=' | '>' | '>=', string, string | number]
  | readonly ['=~', string, string]
  | readonly ['=[]', string, string | number]

/** Characters that make a single argument a filter rather than a name. */
const FILTER_CHARACTERS = /[()=/!~'"\\\s]/
const GLOB_CHARACTERS = /[*?]/

/** Whether a word contains characters that only filters have. */
export const looksLikeFilter = (text: string): boolean => FILTER_CHARACTERS.test(text)

/** The filter that accepts just one name, or every name that a pattern fits. */
export const nameFilter = (field: string, text: string): Filter =>
  GLOB_CHARACTERS.test(text) ? ['=~', field, globPattern(text)] : ['==', field, text]

/**
 * A shell pattern for host names as a regular expression: a dot and more may follow.
 * Source: lib/utils/text.py, DnsNameGlobPattern.
 */
export const globPattern = (pattern: string): string =>
  `^${Array.from(pattern, (char) => {
    if (char === '*') return '[^.]*'
    if (char === '?') return '[^.]'
    return char.replace(/[^A-Za-z0-9_]/, '\\$&')
  }).join('')}(\\..*)?$`

/** Names of all fields that a filter refers to, also of unknown ones; a name may occur twice. */
export function fieldsOf(filter: Filter): string[] {
  switch (filter[0]) {
    case '&':
    case '|':
      return filter.slice(1).flatMap((part) => fieldsOf(part as Filter))
    case '!':
      return fieldsOf(filter[1])
    default:
      return [filter[1]]
  }
}

/** The names asked for when a filter asks for nothing else; null for every other filter. */
export function requestedNames(field: string, filter: Filter | null): (string | number)[] | null {
  if (filter === null) return []
  if (filter[0] === '==') return filter[1] === field ? [filter[2]] : null
  if (filter[0] !== '|') return null
  const names: (string | number)[] = []
  for (const part of filter.slice(1)) {
    const more = requestedNames(field, part as Filter)
    if (more === null) return null
    names.push(...more)
  }
  return names
}
