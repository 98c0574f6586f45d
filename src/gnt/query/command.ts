import type { Unit } from '../../lib/text/units.ts'
import type { ClusterConfig, NodeName } from '../../sim/cluster/config.ts'
import type { NodeCallArgs, NodeCallName } from '../../sim/noded/calls.ts'
import { call } from '../../sim/run/flow.ts'
import type { TypedReply } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure, prereqText } from '../client/client.ts'
import { type ClientContext, type Command, defineCommand } from '../command.ts'
import { declares, flag, text } from '../optparse/read.ts'
import type { CommandSpec } from '../spec.ts'
import { type Field, kindNames } from './field.ts'
import { type Filter, looksLikeFilter, nameFilter } from './filter.ts'
import {
  EXIT_UNKNOWN_FIELD,
  type ListStyle,
  lookUpFields,
  type Overrides,
  renderFields,
  renderRows,
  selectFields,
  warnUnknown,
} from './list.ts'
import { parseFilter } from './parse.ts'
import {
  allFields,
  cellsOf,
  filterItems,
  needsNodes,
  type QueryResult,
  type Resource,
  selectItems,
} from './resource.ts'
import { isKnown } from './since.ts'

/** What the master daemon asks the nodes for a list. */
interface Questions<I, R, N extends NodeCallName> {
  call: N
  args: NodeCallArgs<N>
  nodes: (items: readonly I[]) => NodeName[]
  /** What came of it for one item. */
  runtime: (item: I, replies: readonly TypedReply<N>[]) => R
  /** Fields that cost a second round of calls. */
  twiceFor: readonly string[]
}

interface ListDeclaration<I, R, N extends NodeCallName> {
  spec: CommandSpec
  resource: Resource<I, R>
  usual: readonly string[]
  overrides: Overrides
  /** null: the configuration knows it all. */
  questions: Questions<I, R, N> | null
}

const VARS = {
  fields: [] as string[],
  filter: null as Filter | null,
  /** UUIDs of what is listed. */
  chosen: [] as string[],
  asked: false,
}

/** The filter that arguments and -F stand for (qlang.MakeFilter). */
export function filterOf(
  args: readonly string[],
  force: boolean,
  nameField = 'name',
): QueryResult<Filter | null> {
  const [first] = args
  if (force || (args.length === 1 && first !== undefined && looksLikeFilter(first))) {
    if (first !== undefined && args.length === 1) {
      const parsed = parseFilter(first)
      return parsed.ok ? { ok: true, value: parsed.filter } : parsed
    }
    const complaint = 'Exactly one argument must be given as a filter'
    return { ok: false, text: prereqText({ class: 'wrong_input', text: complaint }) }
  }
  if (args.length === 0) return { ok: true, value: null }
  return { ok: true, value: ['|', ...args.map((arg) => nameFilter(nameField, arg))] }
}

type Options = ClientContext<object>['vars']['options']

/** How the options of a list want it to look. */
export const styleOf = (options: Options): ListStyle => ({
  headers: !flag(options, 'no_headers'),
  separator: text(options, 'separator'),
  verbose: declares(options, 'verbose') && flag(options, 'verbose'),
  unit: declares(options, 'units') ? (text(options, 'units') as Unit | null) : null,
})

/** A field without a name ends the real program with a traceback. */
export const NAMELESS =
  'Traceback (most recent call last):\n  …\n    assert fdef.title and fdef.name\nAssertionError\n'

/** Whether a list of fields holds one without a name. */
export const hasNameless = (names: readonly string[]): boolean => names.includes('')

/** The fields that the release of the cluster has. */
const knownFields = <I, R>(
  p: ClientContext<object>,
  fields: ReadonlyMap<string, Field<I, R>>,
): ReadonlyMap<string, Field<I, R>> => new Map([...fields].filter(([name]) => isKnown(p, name)))

/** `list`: which fields, which items, what the nodes say, and the table. */
export const defineList = <I, R, N extends NodeCallName>(
  list: ListDeclaration<I, R, N>,
): Command => {
  const { resource, questions } = list
  const chosenOf = (config: ClusterConfig, uuids: readonly string[]): I[] => {
    const items = new Map(resource.items(config).map((item) => [resource.uuidOf(item), item]))
    return uuids.flatMap((uuid) => {
      const item = items.get(uuid)
      return item === undefined ? [] : [item]
    })
  }
  const ask = (p: ClientContext<typeof VARS>) => {
    if (!questions || !p.vars.asked) return
    const items = chosenOf(configOn(p.world, p.node), p.vars.chosen)
    return call(questions.nodes(items), questions.call, questions.args)
  }
  return defineCommand({
    spec: list.spec,
    where: 'master',
    queriesOnly: true,
    vars: VARS,
    steps: {
      choose: (p) => {
        const { options, args } = p.vars
        p.vars.fields = selectFields(text(options, 'output'), list.usual)
        const force = declares(options, 'force_filter') && flag(options, 'force_filter')
        const filter = filterOf(args, force, resource.nameField)
        if (!filter.ok) return failure(p, filter.text, { is: 'value', word: args.join(' ') })
        const chosen = selectItems(resource, configOn(p.world, p.node), filter.value)
        if (!chosen.ok)
          return failure(p, chosen.text, {
            is: 'not found',
            what: resource.label.toLowerCase(),
            word: args.join(' '),
          })
        p.vars.filter = filter.value
        p.vars.chosen = chosen.value.map(resource.uuidOf)
        p.vars.asked = needsNodes(resource, p.vars.fields, filter.value)
      },
      askAgain: (p) =>
        questions?.twiceFor.some((name) => p.vars.fields.includes(name)) ? ask(p) : undefined,
      ask,
      show: (p) => {
        const config = configOn(p.world, p.node)
        const replies = questions ? p.all(questions.call) : []
        const runtimeOf = (item: I) =>
          questions && p.vars.asked ? questions.runtime(item, replies) : undefined
        const items = chosenOf(config, p.vars.chosen)
        const kept = filterItems(resource, config, p.vars.filter, items, runtimeOf)
        if (!kept.ok) return failure(p, kept.text, { is: 'value', word: p.vars.args.join(' ') })
        const fields = lookUpFields(knownFields(p, resource.fields), p.vars.fields)
        const warning = warnUnknown(fields)
        p.err(warning)
        if (hasNameless(p.vars.fields)) return failure(p, NAMELESS, { is: 'value', word: '' })
        const rows = cellsOf(fields, config, kept.value, runtimeOf)
        p.out(renderRows(fields, rows, styleOf(p.vars.options), list.overrides))
        return exit(warning === '' ? 0 : EXIT_UNKNOWN_FIELD)
      },
    },
  })
}

/** `list-fields`: the fields of a resource, or some of them. */
export const defineListFields = <I, R>(
  spec: CommandSpec,
  fields: ReadonlyMap<string, Field<I, R>>,
): Command =>
  defineCommand({
    spec,
    where: 'master',
    queriesOnly: true,
    vars: {},
    steps: {
      show: (p) => {
        const { args, options } = p.vars
        const known = knownFields(p, fields)
        const shown = args.length === 0 ? allFields(known) : lookUpFields(known, args)
        const warning = warnUnknown(shown)
        p.err(warning)
        const { headers, separator } = styleOf(options)
        p.out(renderFields(shown, { headers, separator }, kindNames(p)))
        return exit(warning === '' ? 0 : EXIT_UNKNOWN_FIELD)
      },
    },
  })
