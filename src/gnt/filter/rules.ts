import { clone } from '../../lib/clone.ts'
import type { FilterAction, FilterConf, FilterValue } from '../../sim/cluster/config.ts'
import { writeConfig } from '../../sim/cluster/distribute.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import { clockOf } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { protocolText } from '../client/refuse-value.ts'
import type { ClientContext } from '../command.ts'
import { int } from '../optparse/read.ts'
import { prettyJson } from '../query/python.ts'

/** Rules as typed, as luxid reads them. Source: src/Ganeti/Objects.hs, src/Ganeti/Query/Language.hs. */

type Read<T> = { ok: true; value: T } | { ok: false; text: string }
const refused = (text: string): { ok: false; text: string } => ({ ok: false, text })

const WORDS = ['ACCEPT', 'CONTINUE', 'PAUSE', 'REJECT'] as const
const COMPARING = ['==', '=', '!=', '<', '>', '<=', '>=', '=~', '=[]']

function readAction(value: FilterValue): Read<FilterAction> {
  const word = WORDS.find((known) => known === value)
  if (word) return { ok: true, value: word }
  if (!Array.isArray(value) || value[0] !== 'RATE_LIMIT')
    return refused(`malformed FilterAction JSON: ${JSON.stringify(value)}`)
  const [, limit, ...more] = value
  return typeof limit === 'number' && limit > 0 && Number.isInteger(limit) && more.length === 0
    ? { ok: true, value: ['RATE_LIMIT', limit] }
    : refused('RATE_LIMIT argument must be a positive integer')
}

/** What is wrong with an expression; null: nothing. */
function complaint(expression: FilterValue): string | null {
  if (expression === null) return null
  if (!Array.isArray(expression) || typeof expression[0] !== 'string')
    return `Cannot deserialise filter: expected array [string, args], got ${prettyJson(expression)}`
  const [op, ...args] = expression
  if (op === '&' || op === '|') return args.map(complaint).find((text) => text !== null) ?? null
  if (op === '!')
    return args.length === 1
      ? complaint(args[0] ?? null)
      : `Cannot deserialise field, expected [filter] but got ${prettyJson(args)}`
  if (op === '?')
    return args.length === 1
      ? null
      : `Cannot deserialise field, expected [fieldname] but got ${prettyJson(args)}`
  if (!COMPARING.includes(op)) return `Unknown filter operand '${op}'`
  return args.length === 2
    ? null
    : `Cannot deserialise field/value pair, expected [fieldname, value] but got ${prettyJson(args)}`
}

function readPredicate(value: FilterValue): string | null {
  if (!Array.isArray(value) || typeof value[0] !== 'string')
    return 'malformed FilterPredicate: must be a list with the first entry being a string describing the predicate type'
  const [name, ...args] = value
  if (!['jobid', 'opcode', 'reason'].includes(name) || args.length !== 1)
    return `malformed FilterPredicate: bad parameter list for '${name}' predicate: ${JSON.stringify(args)}`
  return complaint(args[0] ?? null)
}

/** The rule that the options describe, or what luxid says of them. */
function readRule(
  p: ClientContext<object>,
  uuid: string | null,
): Read<Pick<FilterConf, 'priority' | 'predicates' | 'action'>> {
  const { options } = p.vars
  const priority = int(options, 'priority') ?? 0
  const predicates = options.predicates as FilterValue
  const typed = options.action as FilterValue
  const request = prettyJson([uuid, priority, predicates, typed, []])
  const wrong = (text: string) =>
    refused(protocolText(`Cannot convert value '${request}', error: ${text}`))
  if (priority < 0) return wrong(`Invalid value for non-negative type '${priority}'`)
  if (!Array.isArray(predicates)) return wrong('Unable to read array')
  const bad = predicates.map(readPredicate).find((text) => text !== null)
  if (bad) return wrong(bad)
  const action = readAction(typed)
  if (!action.ok) return wrong(action.text)
  return { ok: true, value: clone({ priority, predicates, action: action.value }) }
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000

/** Writes the rule under its UUID and prints that. `typed`: as a refusal quotes it. */
export function putRule(p: ClientContext<object>, uuid: string, typed: string | null): ProgramNext {
  const read = readRule(p, typed)
  if (!read.ok) return failure(p, read.text)
  const rule: FilterConf = {
    uuid,
    watermark: p.world.nextJobId - 1,
    ...read.value,
    reasons: [['luxid', '', clockOf(p.world) * NANOSECONDS_PER_MILLISECOND]],
  }
  writeConfig(p.world, p.node, (draft) => {
    draft.filters = { ...draft.filters, [uuid]: rule }
  })
  p.out(`${uuid}\n`)
  return exit(0)
}

/** Deletes a rule from the configuration; does nothing where there is no such rule. */
export const dropRule = (p: ClientContext<object>, uuid: string): void => {
  writeConfig(p.world, p.node, (draft) => {
    delete draft.filters?.[uuid]
  })
}
