import { CST, Lexer } from 'yaml'

/** More than any lab has; what builds a document of it takes time and stack for each. */
const MOST_TOKENS = 60_000
export const MOST_LEVELS = 40

/** Why a text is not handed to what builds documents, and the line (from 0) on which it goes too far. */
export interface Excess {
  line: number
  kind: 'deep' | 'much'
}

/**
 * Measures how deep and how large YAML is, token by token, before anything is built from it: the builder
 * recurses at each level, so a text of brackets alone would end the program. Null if the size is usual.
 */
export function excessOf(yaml: string): Excess | null {
  let tokens = 0
  let line = 0
  let flow = 0
  let column = 0
  let scalar = false
  let afterKey = false
  /** Columns in which the collections around the present place begin. */
  const columns: number[] = []
  for (const source of new Lexer().lex(yaml)) {
    tokens += 1
    const type: string | null = scalar ? 'content' : CST.tokenType(source)
    scalar = type === 'scalar'
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow += 1
    if (type === 'flow-map-end' || type === 'flow-seq-end') flow = Math.max(0, flow - 1)
    if (type !== null && BEGINS.has(type) && !afterKey && flow === 0) nestAt(columns, column)
    // The colon behind a key begins nothing; one without a key does.
    afterKey = type !== null && (KEYS.has(type) || (afterKey && type === 'space'))
    const lines = newlinesIn(source)
    // A sequence may begin in the column of its key, so each column stands for two levels at most.
    if (flow + columns.length > MOST_LEVELS) return { line, kind: 'deep' }
    if (tokens > MOST_TOKENS) return { line, kind: 'much' }
    line += lines
    if (lines > 0) column = source.length - source.lastIndexOf('\n') - 1
    else if (type !== 'scalar' && type !== 'doc-mode') column += source.length
  }
  return null
}

const KEYS: ReadonlySet<string> = new Set([
  'content',
  'alias',
  'single-quoted-scalar',
  'double-quoted-scalar',
  'flow-map-end',
  'flow-seq-end',
])

/** What stands where a collection may begin. */
const BEGINS: ReadonlySet<string> = new Set([
  ...KEYS,
  'seq-item-ind',
  'explicit-key-ind',
  'map-value-ind',
])

function nestAt(columns: number[], column: number): void {
  while ((columns.at(-1) ?? -1) > column) columns.pop()
  if (columns.at(-1) !== column) columns.push(column)
}

function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
