/**
 * add-tags and remove-tags of gnt-cluster, gnt-group, gnt-instance, gnt-network and gnt-node. Source: lib/cli.py
 * (AddTags, RemoveTags), lib/cmdlib/tags.py, TaggableObject.ValidateTag in lib/objects.py.
 */
import {
  defineOpcode,
  type OpNext,
  refuse,
  type Submittable,
  withParams,
} from '../../sim/run/opcode.ts'
import { when } from '../../sim/run/parts.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import { FOLLOWING, refusal, submitAndFollow } from '../client/client.ts'
import { type ClientContext, type Command, defineCommand } from '../command.ts'
import * as cluster from '../declared/cluster.ts'
import * as group from '../declared/group.ts'
import * as instance from '../declared/instance.ts'
import * as network from '../declared/network.ts'
import * as node from '../declared/node.ts'
import { text } from '../optparse/read.ts'
import type { CommandSpec } from '../spec.ts'
import { keyOf, type TagKind, taggedIn, tagLocks, unknownTarget } from './kinds.ts'

interface TagParams {
  kind: TagKind
  name: string
  tags: string[]
}

const LONGEST = 128

/** The refusal of a word that cannot be a tag; undefined where it can. */
export function badTag(tag: string): OpNext | undefined {
  const cause = { is: 'tag', word: tag.slice(0, 40) } as const
  if (tag === '') return refuse('invalid_tag', 'Tags cannot be empty', cause)
  if (tag.length > LONGEST)
    return refuse('invalid_tag', `Tag too long (maximum ${LONGEST} characters)`, cause)
  return /^[\w.+*/:@-]+$/.test(tag)
    ? undefined
    : refuse('invalid_tag', 'Tag contains invalid characters', cause)
}

const tagOpcode = (
  name: 'TAGS_SET' | 'TAGS_DEL',
  change: (before: readonly string[], tags: readonly string[]) => string[] | OpNext,
): Submittable<TagParams> =>
  defineOpcode<TagParams, object, null>({
    name,
    summary: () => null,
    locks: ({ kind, name: target }, config) => tagLocks(kind, keyOf(config, kind, target)),
    vars: {},
    steps: {
      check: (op) => {
        const { kind, name: target, tags } = op.params
        const key = keyOf(op.config, kind, target)
        const tagged = key === undefined ? undefined : taggedIn(op.config, kind, key)
        if (key === undefined || !tagged) return unknownTarget(kind, target)
        for (const tag of tags) {
          const bad = badTag(tag)
          if (bad) return bad
        }
        const after = change(tagged.tags, tags)
        if (!Array.isArray(after)) return after
        op.edit((draft) => {
          const changed = taggedIn(draft, kind, key)
          if (changed) changed.tags = after
        })
      },
    },
  })

/** Adds tags. */
export const TAGS_SET = tagOpcode('TAGS_SET', (before, tags) =>
  [...new Set([...before, ...tags])].sort(),
)

/** Takes tags away. */
export const TAGS_DEL = tagOpcode('TAGS_DEL', (before, tags) => {
  const missing = [...new Set(tags)].filter((tag) => !before.includes(tag)).sort()
  return missing.length === 0
    ? before.filter((tag) => !tags.includes(tag))
    : refuse('unknown_entity', `Tag(s) ${missing.map((tag) => `'${tag}'`).join(', ')} not found`, {
        is: 'not found',
        what: 'tag',
        word: missing.join(', '),
      })
})

const changing = (
  spec: CommandSpec,
  kind: TagKind,
  opcode: Submittable<TagParams>,
  nothing: string,
): Command => {
  const own = kind === 'cluster' ? 0 : 1
  const source = ({ vars }: ClientContext<object>) => text(vars.options, 'tags_source')
  return defineCommand({
    spec,
    where: 'master',
    vars: FOLLOWING,
    steps: [
      when<ClientContext<typeof FOLLOWING>, ProgramNext>(
        'tags come from a file',
        (p) => source(p) !== null,
        {
          // Blank lines are tags as well, which no one can have (_ExtendTags).
          read: (p) => {
            const file = source(p) ?? '-'
            return { next: 'run', argv: ['cat', file], stdin: p.stdin, capture: true }
          },
          extend: (p) => {
            if (p.child?.exit !== 0) return exit(1, { is: 'value', word: source(p) ?? '' })
            const lines = p.child.stdout.replace(/\n$/, '').split('\n')
            p.vars.args.push(...lines.map((line) => line.trim()))
          },
        },
      ),
      { check: (p) => (p.vars.args.length <= own ? refusal(p, nothing) : undefined) },
      submitAndFollow<typeof FOLLOWING>(({ vars: { args } }) => [
        withParams(opcode, {
          kind,
          name: own === 0 ? '' : (args[0] ?? ''),
          tags: args.slice(own),
        }),
      ]),
    ],
    opcodes: [opcode],
  })
}

const adding = (spec: CommandSpec, kind: TagKind) =>
  changing(spec, kind, TAGS_SET, 'No tags to be added')
const removing = (spec: CommandSpec, kind: TagKind) =>
  changing(spec, kind, TAGS_DEL, 'No tags to be removed')

/** `add-tags` and `remove-tags` of every program that has them. */
export const changeTags: readonly Command[] = [
  adding(cluster.addTags, 'cluster'),
  adding(group.addTags, 'nodegroup'),
  adding(instance.addTags, 'instance'),
  adding(network.addTags, 'network'),
  adding(node.addTags, 'node'),
  removing(cluster.removeTags, 'cluster'),
  removing(group.removeTags, 'nodegroup'),
  removing(instance.removeTags, 'instance'),
  removing(network.removeTags, 'network'),
  removing(node.removeTags, 'node'),
]
