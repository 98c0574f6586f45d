/**
 * gnt-instance add-tags, remove-tags and list-tags.
 * Manual: gnt-instance(8), TAGS. Source: lib/cmdlib/tags.py, lib/client/base.py (AddTags, ListTags),
 * TaggableObject.ValidateTag in lib/objects.py.
 */
import type { InstanceName } from '../../sim/cluster/config.ts'
import { defineOpcode, type Opcode, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { FOLLOWING, failure, prereqText, submitAndFollow } from '../client.ts'
import { type Command, defineCommand } from '../command.ts'
import {
  addTags as addSpec,
  listTags as listSpec,
  removeTags as removeSpec,
} from '../declared/instance.ts'
import { matchInQuery } from '../multi.ts'
import { findInstance, unknownInstance } from '../names.ts'
import type { CommandSpec } from '../spec.ts'
import { instanceLock } from './running.ts'

interface TagParams {
  instance: InstanceName
  tags: string[]
}

const LONGEST = 128

/** Why a word cannot be a tag. */
function badTag(tag: string): OpNext | undefined {
  if (tag === '') return refuse('invalid_tag', 'Tags cannot be empty')
  if (tag.length > LONGEST)
    return refuse('invalid_tag', `Tag too long (maximum ${LONGEST} characters)`)
  return /^[\w.+*/:@-]+$/.test(tag)
    ? undefined
    : refuse('invalid_tag', 'Tag contains invalid characters')
}

const tagOpcode = (
  name: 'TAGS_SET' | 'TAGS_DEL',
  change: (before: string[], tags: string[]) => string[] | OpNext,
): Opcode =>
  defineOpcode<TagParams, object>({
    name,
    summary: ({ instance }) => instance,
    locks: ({ instance }, config) => instanceLock(findInstance(config, instance)),
    vars: {},
    steps: {
      check: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        for (const tag of op.params.tags) {
          const bad = badTag(tag)
          if (bad) return bad
        }
        const after = change(instance.tags, op.params.tags)
        if (!Array.isArray(after)) return after
        op.edit((draft) => {
          const changed = draft.instances[instance.name]
          if (changed) changed.tags = after
        })
      },
    },
  })

export const TAGS_SET = tagOpcode('TAGS_SET', (before, tags) => [...new Set([...before, ...tags])])

export const TAGS_DEL = tagOpcode('TAGS_DEL', (before, tags) => {
  const missing = tags.filter((tag) => !before.includes(tag)).sort()
  return missing.length === 0
    ? before.filter((tag) => !tags.includes(tag))
    : refuse('unknown_entity', `Tag(s) ${missing.map((tag) => `'${tag}'`).join(', ')} not found`)
})

const changing = (spec: CommandSpec, opcode: Opcode, nothing: string): Command =>
  defineCommand({
    spec,
    where: 'master',
    vars: FOLLOWING,
    steps: {
      check: (p) =>
        p.vars.args.length < 2
          ? failure(p, prereqText({ class: 'wrong_input', text: nothing }))
          : undefined,
      ...submitAndFollow<typeof FOLLOWING>(({ vars: { args } }) => [
        { opcode: opcode.name, params: { instance: args[0] ?? '', tags: args.slice(1) } },
      ]),
      end: () => exit(0),
    },
    opcodes: [opcode],
  })

export const addTags = changing(addSpec, TAGS_SET, 'No tags to be added')
export const removeTags = changing(removeSpec, TAGS_DEL, 'No tags to be removed')

export const listTags = defineCommand({
  spec: listSpec,
  where: 'master',
  vars: {},
  steps: {
    list: (p) => {
      const { instances } = configOn(p.world, p.node)
      const typed = p.vars.args[0] ?? ''
      const name = matchInQuery(typed, Object.keys(instances), p.behaviour)
      const instance = name === undefined ? undefined : instances[name]
      if (!instance)
        return failure(
          p,
          prereqText({ class: 'unknown_entity', text: `Instance name ${typed} not found` }),
        )
      for (const tag of [...instance.tags].sort()) p.out(`${tag}\n`)
      return exit(0)
    },
  },
})
