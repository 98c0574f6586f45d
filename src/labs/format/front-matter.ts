import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
} from 'yaml'
import { t } from '../../lib/language/t.ts'
import { MOST_CHARACTERS, type Problem } from './problem.ts'
import { excessOf, MOST_LEVELS } from './shape.ts'

/** The parts of a lab's file: YAML between two lines of `---`, and the story after them. */
export interface FrontMatter {
  /** The YAML as plain data; undefined if something is broken. */
  value: unknown
  story: string
  /** The line (from 1) on which the story begins. */
  storyLine: number
  /** The line (from 1) of the innermost field on the path that is written there. */
  lineOf: (path: Path) => number
  /** The problems that keep it from being read as plain data; empty if there are none. */
  broken: Problem[]
}

type Path = readonly (string | number)[]

const MOST_IN_FRONT = 100_000
/** Counts names, texts and numbers, and the values of an alias each time it is used. */
const MOST_VALUES = 20_000

const FENCE = /^---\s*$/

/** Splits a file into its parts; null if there is no front matter. Reads files of any origin and never throws. */
export function frontMatterOf(source: string): FrontMatter | null {
  if (source.length > MOST_CHARACTERS)
    return unread(1, t`is too long for a lab: ${MOST_CHARACTERS} characters at most`)
  const lines = source.split(/\r?\n/)
  if (!FENCE.test(lines[0] ?? '')) return null
  const end = lines.findIndex((line, i) => i > 0 && FENCE.test(line))
  if (end < 0) return null
  const text = lines.slice(1, end).join('\n')
  if (text.length > MOST_IN_FRONT)
    return unread(2, t`has front matter that is too long: ${MOST_IN_FRONT} characters at most`)
  const excess = excessOf(text)
  if (excess) return unread(excess.line + 2, excess.kind === 'deep' ? TOO_DEEP : TOO_MUCH)
  const story = lines.slice(end + 1).join('\n')
  return { story, storyLine: end + 2, ...readYaml(text) }
}

function readYaml(text: string): Pick<FrontMatter, 'value' | 'lineOf' | 'broken'> {
  const lineCounter = new LineCounter()
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + 1
  const yaml = parsed(text, lineCounter)
  if (yaml === null)
    return {
      value: undefined,
      lineOf: () => 2,
      broken: [{ line: 2, field: '', message: TOO_DEEP }],
    }
  const lineOf: FrontMatter['lineOf'] = (path) => {
    for (let known = path.length; known > 0; known--) {
      const found = yaml.getIn(path.slice(0, known), true)
      if (isNode(found) && found.range) return lineAt(found.range[0])
    }
    return 2
  }
  if (yaml.errors.length > 0) {
    const broken = yaml.errors.map(({ code, message, pos }) => ({
      line: lineAt(pos[0]),
      field: '',
      // The library's message may quote everything it could not read.
      message: code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : message.slice(0, 200),
    }))
    return { value: undefined, lineOf, broken }
  }
  const twice = doublesIn(yaml, lineAt)
  if (twice.length > 0) return { value: undefined, lineOf, broken: twice }
  const { value, oddity } = plainOf(yaml)
  const broken = oddity && {
    line: lineOf(oddity.path),
    field: oddity.path.join('.'),
    message: oddity.message,
  }
  return { value, lineOf, broken: broken ? [broken] : [] }
}

/** The text as YAML; null where keys of keys follow each other so deep that the library, which recurses, gives up. */
function parsed(text: string, lineCounter: LineCounter) {
  try {
    // Duplicate keys are found later, because the library compares each key with all others.
    return parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false })
  } catch (problem) {
    if (problem instanceof RangeError) return null
    throw problem
  }
}

const unread = (line: number, message: string): FrontMatter => ({
  value: undefined,
  story: '',
  storyLine: 1,
  lineOf: () => 1,
  broken: [{ line, field: '', message }],
})

const TOO_DEEP = t`is nested too deeply: ${MOST_LEVELS} levels at most`
const TOO_MUCH = t`holds too much: ${MOST_VALUES} values at most`

/** A problem for each key that its map already has. */
function doublesIn(yaml: Document, lineAt: (offset: number) => number): Problem[] {
  const broken: Problem[] = []
  const look = (node: unknown, path: Path): void => {
    if (!isCollection(node)) return
    const keys = new Set<unknown>()
    for (const [i, item] of node.items.entries()) {
      if (!isPair(item)) {
        look(item, [...path, i])
        continue
      }
      const key = isScalar(item.key) ? item.key.value : item.key
      const inside = [...path, String(key)]
      const line = isNode(item.key) && item.key.range ? lineAt(item.key.range[0]) : 2
      if (isMap(node) && keys.has(key))
        broken.push({ line, field: inside.join('.'), message: t`is there twice` })
      keys.add(key)
      look(item.value, inside)
    }
  }
  look(yaml.contents, [])
  return broken
}

interface Oddity {
  path: Path
  message: string
}

function plainOf(yaml: Document): { value: unknown; oddity: Oddity | null } {
  try {
    const value: unknown = yaml.toJS()
    const oddity = oddityIn(value, [], { values: MOST_VALUES })
    return oddity ? { value: undefined, oddity } : { value, oddity: null }
  } catch {
    // The library refuses aliases without an anchor, and those that expand too much.
    const message = t`has an alias (*) without an anchor, or one that expands too much: write out its content`
    return { value: undefined, oddity: { path: [], message } }
  }
}

/** Keys with a meaning in JavaScript, which would be ignored silently. */
const RESERVED = ['__proto__', 'constructor', 'prototype']

/** The first thing that data from outside must not contain; null if there is none. */
function oddityIn(value: unknown, path: Path, left: { values: number }): Oddity | null {
  left.values -= 1
  if (left.values < 0) return { path, message: TOO_MUCH }
  if (typeof value !== 'object' || value === null) return null
  if (path.length > MOST_LEVELS) return { path, message: TOO_DEEP }
  for (const [key, part] of Object.entries(value)) {
    const inside = [...path, Array.isArray(value) ? Number(key) : key]
    if (RESERVED.includes(key))
      return { path: inside, message: t`is not a name that can be used here` }
    const found = oddityIn(part, inside, left)
    if (found) return found
  }
  return null
}
