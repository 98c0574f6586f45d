import { type Document, isNode, LineCounter, parseDocument } from 'yaml'

/** The parts of a lab's file: YAML between two lines of `---`, and the story after them. */
export interface Front {
  /** What the YAML says, as plain data; undefined where something is broken. */
  value: unknown
  story: string
  /** The line (from 1) of the innermost field on the path that is written there. */
  lineOf: (path: Path) => number
  /** The first thing that cannot be read as plain data. */
  broken: { line: number; field: string; message: string } | null
}

type Path = readonly (string | number)[]

/** No lab needs more; a page that reads what others wrote has to stop somewhere. */
const MOST_CHARACTERS = 500_000
const MOST_LEVELS = 40

const FENCE = /^---\s*$/

/** Takes a file apart; null where there is no front matter. Reads files of any origin, and never throws. */
export function frontOf(source: string): Front | null {
  if (source.length > MOST_CHARACTERS)
    return unread(`is too long for a lab: ${MOST_CHARACTERS} characters at most`)
  const lines = source.split(/\r?\n/)
  if (!FENCE.test(lines[0] ?? '')) return null
  const end = lines.findIndex((line, i) => i > 0 && FENCE.test(line))
  if (end < 0) return null
  const lineCounter = new LineCounter()
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + 1
  let yaml: Document
  try {
    yaml = parseDocument(lines.slice(1, end).join('\n'), { lineCounter })
  } catch {
    return unread(TOO_DEEP)
  }
  const lineOf: Front['lineOf'] = (path) => {
    for (let known = path.length; known > 0; known--) {
      const found = yaml.getIn(path.slice(0, known), true)
      if (isNode(found) && found.range) return lineAt(found.range[0])
    }
    return 2
  }
  const story = lines.slice(end + 1).join('\n')
  const [error] = yaml.errors
  if (error) {
    const [first = ''] = error.message.split('\n')
    const message =
      error.code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : first.replace(/ at line \d+.*|:$/, '')
    const broken = { line: lineAt(error.pos[0]), field: '', message }
    return { value: undefined, story, lineOf, broken }
  }
  const { value, oddity } = plainOf(yaml)
  const broken = oddity && {
    line: lineOf(oddity.path),
    field: oddity.path.join('.'),
    message: oddity.message,
  }
  return { value, story, lineOf, broken }
}

const unread = (message: string): Front => ({
  value: undefined,
  story: '',
  lineOf: () => 1,
  broken: { line: 1, field: '', message },
})

const TOO_DEEP = `is nested too deeply: ${MOST_LEVELS} levels at most`

interface Oddity {
  path: Path
  message: string
}

function plainOf(yaml: Document): { value: unknown; oddity: Oddity | null } {
  try {
    const value: unknown = yaml.toJS()
    const oddity = oddityIn(value, [])
    return oddity ? { value: undefined, oddity } : { value, oddity: null }
  } catch {
    // The library refuses aliases of what is not there, and those that stand for very much.
    const message = 'has an alias (*) that stands for nothing, or for too much: write it out'
    return { value: undefined, oddity: { path: [], message } }
  }
}

/** Keys that mean something to JavaScript, and would be passed over in silence. */
const RESERVED = ['__proto__', 'constructor', 'prototype']

/** What plain data from a stranger must not hold. */
function oddityIn(value: unknown, path: Path): Oddity | null {
  if (typeof value !== 'object' || value === null) return null
  if (path.length > MOST_LEVELS) return { path, message: TOO_DEEP }
  for (const [key, part] of Object.entries(value)) {
    const inside = [...path, Array.isArray(value) ? Number(key) : key]
    if (RESERVED.includes(key)) return { path: inside, message: 'is no name for anything here' }
    const found = oddityIn(part, inside)
    if (found) return found
  }
  return null
}
