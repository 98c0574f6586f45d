/**
 * gnt-debug iallocator: what an allocator would choose. Manual: gnt-debug(8), IALLOCATOR. Source:
 * lib/client/gnt_debug.py (TestAllocator), lib/cmdlib/test.py (LUTestAllocator).
 */
import { DRBD_META_MIB, secondaryOf } from '../../sim/cluster/config.ts'
import { answerLine } from '../../sim/htools/iallocator.ts'
import type {
  EvacMode,
  HailRequest,
  HailTemplate,
  InstanceSpec,
} from '../../sim/htools/snapshot.ts'
import { byRelease } from '../../sim/releases.ts'
import {
  defineOpcode,
  done,
  fail,
  type OpContext,
  type OpNext,
  refuse,
  unhandled,
} from '../../sim/run/opcode.ts'
import { FOLLOWING, failure, resultOf, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { iallocator as spec } from '../declared/debug.ts'
import { ALLOCATING, runAllocator } from '../iallocator.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { int, text, texts } from '../optparse/read.ts'
import { parseUnit } from '../optparse/units.ts'

interface AllocatorParams {
  direction: string
  mode: string
  iallocator: string | null
  name: string
  instances: string[]
  memoryMib: number
  vcpus: number
  disksMib: number[]
  template: string | null
  os: string | null
  tags: string[]
  evacMode: string
  targetGroups: string[]
  spindleUse: number
  count: number
  nics: number
  dryRun: boolean
}

type Op = OpContext<AllocatorParams, typeof ALLOCATING>

const MIRRORED: readonly string[] = ['drbd', 'sharedfile']

/** Modes that place instances which do not exist yet. */
const PLACES: readonly string[] = ['allocate', 'multi-allocate']

/** The allocator's input cannot be shown where bytes are not text (Python 3). */
const showsBytes = byRelease({ '2.11': false, '3.0': true })

/** What stands at the beginning of every message, cut off where an error is. */
const beginning = (op: Op): string => {
  const { name, tags } = op.config.cluster
  const message = `b'{"version": 2, "cluster_name": "${name}", "cluster_tags": [${tags.map((tag) => `"${tag}"`).join(', ')}], "enabled_hypervisors": `
  return `${message.slice(0, 77)}...`
}

const invalid = (parameter: string): OpNext =>
  refuse(
    'wrong_input',
    `Request parameter '${parameter}' has invalid type <class 'NoneType'>/value None`,
  )

function checkNames(op: Op): OpNext | undefined {
  const { mode, name, instances } = op.params
  if (PLACES.includes(mode)) {
    const present = findInstance(op.config, name)
    return present
      ? refuse('already_exists', `Instance '${present.name}' already in the cluster`)
      : undefined
  }
  const unknown = (mode === 'relocate' ? [name] : instances).find(
    (typed) => !findInstance(op.config, typed),
  )
  return unknown === undefined ? undefined : unknownInstance(unknown)
}

function check(op: Op): OpNext | undefined {
  const { direction, mode, iallocator, template, os, name } = op.params
  const refusal = checkNames(op)
  if (refusal) return refusal
  if (direction === 'out' && iallocator === null)
    return refuse('wrong_input', 'Missing allocator name')
  if (PLACES.includes(mode)) {
    if (template === null) return invalid('disk_template')
    if (os === null) return invalid('os')
  }
  const moved = findInstance(op.config, name)
  if (mode === 'relocate' && moved && !MIRRORED.includes(moved.template))
    return refuse('wrong_input', "Can't relocate non-mirrored instances")
  if (direction === 'out') return
  return showsBytes(op)
    ? unhandled(`Opcode result does not match String: ${beginning(op)}`)
    : fail('This trainer does not show what an allocator is told')
}

function planned({ params }: Op, name: string): InstanceSpec {
  const { disksMib, template, nics } = params
  const more = template === 'drbd' ? DRBD_META_MIB : 0
  return {
    name,
    adminState: 'up',
    diskTemplate: (template ?? 'diskless') as HailTemplate,
    memoryMib: params.memoryMib,
    vcpus: params.vcpus,
    spindleUse: params.spindleUse,
    disks: disksMib.map((sizeMib) => ({ sizeMib, spindles: null })),
    diskSpaceTotalMib: disksMib.reduce((sum, mib) => sum + mib + more, 0),
    tags: params.tags,
    nics: Array.from({ length: nics }, () => ({ network: null })),
  }
}

function requestOf(op: Op): HailRequest {
  const { mode, name, template, count, targetGroups, evacMode } = op.params
  const instances = op.params.instances.flatMap(
    (typed) => findInstance(op.config, typed)?.name ?? [],
  )
  const requiredNodes = template === 'drbd' ? 2 : 1
  switch (mode) {
    case 'allocate':
      return {
        type: 'allocate',
        instance: planned(op, name),
        requiredNodes,
        groupName: null,
        restrictToNodes: null,
      }
    case 'multi-allocate':
      return {
        type: 'multi-allocate',
        instances: Array.from({ length: count }, (_, i) => ({
          instance: planned(op, `${name}${i}`),
          requiredNodes,
        })),
        groupName: null,
      }
    case 'node-evacuate':
      return { type: 'node-evacuate', instances, evacMode: evacMode as EvacMode }
    case 'change-group':
      return { type: 'change-group', instances, targetGroups }
    case 'allocate-secondary':
      return { type: 'allocate-secondary', name }
    default: {
      const instance = findInstance(op.config, name)
      const secondary = instance ? secondaryOf(instance) : null
      return {
        type: 'relocate',
        name: instance?.name ?? name,
        requiredNodes: 1,
        relocateFrom: secondary === null ? [] : [secondary],
      }
    }
  }
}

const TEST_ALLOCATOR = defineOpcode<AllocatorParams, typeof ALLOCATING, string>({
  name: 'TEST_ALLOCATOR',
  summary: ({ iallocator }) => iallocator ?? 'None',
  locks: () => [{ level: 'cluster', name: 'BGL', mode: 'exclusive' }],
  vars: ALLOCATING,
  exec: 'begin',
  steps: [
    { check, begin: () => undefined },
    runAllocator<AllocatorParams, typeof ALLOCATING, string>('allocate', {
      script: (op) => op.params.iallocator ?? '',
      request: requestOf,
      template: () => null,
      cannot: (_op, info) => fail(info),
      answered: (_op, answer) => {
        const line = answerLine(answer)
        return line.ok ? done(`${line.value}\n`) : fail(line.error)
      },
    }),
  ],
})

/** The sizes behind --disks; or, as a text, the one that is not a size. */
const disksOf = (typed: string): number[] | string => {
  const sizes: number[] = []
  for (const word of typed.split(',')) {
    const size = parseUnit(word)
    if (!size.ok) return word
    sizes.push(size.value)
  }
  return sizes
}

export const iallocator = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      check: (p) => {
        const typed = text(p.vars.options, 'disks') ?? ''
        const sizes = disksOf(typed)
        if (typeof sizes !== 'string') return
        return failure(p, `Invalid disks parameter '${typed}': Invalid format`)
      },
    },
    submitOpcode<typeof FOLLOWING, AllocatorParams, string>(TEST_ALLOCATOR, ({ options, args }) => {
      const sizes = disksOf(text(options, 'disks') ?? '')
      const tags = text(options, 'tags')
      return {
        direction: text(options, 'direction') ?? 'in',
        mode: text(options, 'mode') ?? 'relocate',
        iallocator: text(options, 'iallocator'),
        name: args[0] ?? '',
        instances: args,
        memoryMib: int(options, 'memory') ?? 128,
        vcpus: int(options, 'vcpus') ?? 1,
        disksMib: typeof sizes === 'string' ? [] : sizes,
        template: text(options, 'disk_template'),
        os: text(options, 'os'),
        tags: tags === null ? [] : tags.split(','),
        evacMode: text(options, 'evac_mode') ?? 'all',
        targetGroups: [...texts(options, 'target_groups')],
        spindleUse: int(options, 'spindle_use') ?? 1,
        count: int(options, 'count') ?? 2,
        nics: (text(options, 'nics') ?? '').split(',').length,
      }
    }),
    {
      show: (p) => {
        const said = resultOf(TEST_ALLOCATOR, p.world.jobs[p.vars.jobId])
        if (said !== null) p.out(`${said}\n`)
      },
    },
  ],
  opcodes: [TEST_ALLOCATOR],
})
