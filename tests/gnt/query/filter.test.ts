import { describe, expect, it } from 'vitest'
import { evaluate, type FilterVerdict } from '../../../src/gnt/query/evaluate.ts'
import {
  cellOf,
  type Field,
  known,
  live,
  normal,
  orUnavailable,
} from '../../../src/gnt/query/field.ts'
import { type Filter, globPattern, requestedNames } from '../../../src/gnt/query/filter.ts'
import { parseFilter } from '../../../src/gnt/query/parse.ts'
import { fieldMap } from '../../../src/gnt/query/resource.ts'
import type { ClusterConfig } from '../../../src/sim/cluster/config.ts'

interface Thing {
  name: string
  size: number
  tags: string[]
  up: boolean
  comment?: string
}

const fields: ReadonlyMap<string, Field<Thing, string>> = fieldMap<Thing, string>([
  known('name', 'Name', 'text', '', (t) => t.name, { compare: 'hostname' }),
  known('size', 'Size', 'number', '', (t) => t.size),
  known('tags', 'Tags', 'other', '', (t) => t.tags),
  known('up', 'Up', 'bool', '', (t) => t.up),
  cellOf('comment', 'Comment', 'text', '', (t) => orUnavailable(t.comment)),
  live('status', 'Status', 'text', '', (said) => normal(said)),
])

const thing: Thing = { name: 'nodea.virt.nsrc.org', size: 7, tags: ['web', 'prod'], up: true }

function judge(text: string, runtime: string | undefined = 'running'): FilterVerdict | string {
  const parsed = parseFilter(text)
  if (!parsed.ok) return parsed.text
  return evaluate(parsed.filter, { fields, config: {} as ClusterConfig, item: thing, runtime })
}

const accepted = { kind: 'is', accepted: true }
const rejected = { kind: 'is', accepted: false }

describe('a filter', () => {
  it.each([
    ['size == 7', accepted],
    ['size=7', accepted],
    ['size != 7', rejected],
    ['size < 8 and size >= 7', accepted],
    ['size > 7 or up', accepted],
    ['not up', rejected],
    ['not (size == 8)', accepted],
    ['name == "nodea"', accepted],
    ["name == 'nodeb'", rejected],
    ['name =* "node?.virt.nsrc.org"', accepted],
    ['name =* "node[ab]*"', rejected],
    ['name !* "nodea*"', rejected],
    ['name =~ m/^NODEA/i', accepted],
    ['name =~ /^NODEA/', rejected],
    ['name !~ m#org$#', rejected],
    ['"web" in tags', accepted],
    ['"db" not in tags', accepted],
    ['status == "running" and size == 7', accepted],
    ['comment == "what is not there accepts all"', accepted],
  ])('%s', (text, verdict) => {
    expect(judge(text)).toEqual(verdict)
  })

  it('that needs an answer of a node is open until there is one', () => {
    const parsed = parseFilter('status == "running"')
    if (!parsed.ok) throw new Error(parsed.text)
    const judged = { fields, config: {} as ClusterConfig, item: thing, runtime: undefined }
    expect(evaluate(parsed.filter, judged)).toEqual({ kind: 'unanswered' })
  })

  it('is decided by what stands before the part that no one answered', () => {
    const parsed = parseFilter('size == 8 and status == "running"')
    if (!parsed.ok) throw new Error(parsed.text)
    const judged = { fields, config: {} as ClusterConfig, item: thing, runtime: undefined }
    expect(evaluate(parsed.filter, judged)).toEqual(rejected)
  })

  it.each([
    ['nosuch', "Can't find field named 'nosuch'"],
    ['name', `Unexpected value '"nodea.virt.nsrc.org"' in boolean context`],
    [
      'tags == "web"',
      `Invalid types in comparison, trying to compare ["web", "prod"] with 'QuotedString "web"'`,
    ],
    ['size =~ m/7/', "Invalid field value used in regexp matching, expecting string but got '7'"],
  ])('%s is answered with a complaint', (text, complaint) => {
    expect(judge(text)).toEqual({ kind: 'wrong', text: complaint })
  })
})

describe('text that is no filter', () => {
  // Recorded on a real Ganeti 3.0.2 cluster.
  it.each([
    ['!(name == "debianx")', "Expected Suppress:('or') term, found '!'", 0],
    ['name ==', "Expected end of text, found '='", 5],
    ['status == running', "Expected end of text, found '='", 7],
    ['(name == "x"', "Expected Suppress:('or') term, found end of text", 12],
    ['name = x', "Expected end of text, found '='", 5],
  ])('%s is shown with the place where reading ended', (text, why, at) => {
    const detail = `${why}  (at char ${at}), (line:1, col:${at + 1})`
    expect(parseFilter(text)).toEqual({
      ok: false,
      text: `Error while parsing query filter: Failed to parse query filter '${text}': ${detail}\n${text}\n${' '.repeat(at)}^\n${detail}\n`,
    })
  })
})

describe('the names that a filter asks for', () => {
  const names = (filter: Filter | null) => requestedNames('name', filter)

  it('are those of plain comparisons joined by or', () => {
    expect(names(['|', ['==', 'name', 'a'], ['==', 'name', 'b']])).toEqual(['a', 'b'])
  })

  it('are none without a filter', () => {
    expect(names(null)).toEqual([])
  })

  it('are unknown as soon as anything else is asked', () => {
    expect(names(['|', ['==', 'name', 'a'], ['=~', 'name', globPattern('b*')]])).toBeNull()
    expect(names(['&', ['==', 'name', 'a']])).toBeNull()
  })
})
