/**
 * gnt-instance batch-create: one job that submits a job for every instance of a file. Manual:
 * gnt-instance(8), BATCH-CREATE. Source: lib/client/gnt_instance.py (BatchCreate), lib/cmdlib/instance.py
 * (LUInstanceMultiAlloc).
 */

import { own } from '../../../lib/own.ts'
import type {
  ClusterConfig,
  DiskConf,
  DiskTemplate,
  NodeName,
} from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import type { MultiAllocation } from '../../../sim/htools/hail/hail.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import {
  defineOpcode,
  done,
  type OpContext,
  type OpNext,
  refuse,
  withParams,
} from '../../../sim/run/opcode.ts'
import { when } from '../../../sim/run/parts.ts'
import { exit } from '../../../sim/run/program.ts'
import { machineOf } from '../../../sim/world.ts'
import { failure, outcomeOf, prereqText } from '../../client/client.ts'
import { submitJobs, submitted, waitForSubmitted } from '../../cluster/submitted.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { batchCreate as spec } from '../../declared/instance-life.ts'
import { ALLOCATING, runAllocator, specOf } from '../../iallocator.ts'
import { findNode, unknownNode } from '../../names.ts'
import { flag, text } from '../../optparse/read.ts'
import { withBackend } from '../backend.ts'
import { INSTANCE_CREATE } from './add.ts'
import { readDefinitions, requestOf } from './batch-request.ts'
import type { CreateParams, RequestRead } from './request.ts'

interface BatchParams {
  instances: CreateParams[]
  iallocator: string | null
  dryRun: boolean
}

/** Whether each place of each instance is named. */
const placesNamed = ({ instances }: BatchParams): boolean[] =>
  instances.flatMap(({ primary, secondary, template }) => [
    primary !== null,
    ...(template === 'drbd' ? [secondary !== null] : []),
  ])

const nodesNamed = ({ instances }: BatchParams): NodeName[] =>
  instances.flatMap(({ primary, secondary }) => [primary, secondary].filter((n) => n !== null))

function checkRequest(params: BatchParams, allocator: string | null): OpNext | undefined {
  if (params.instances.some(({ iallocator }) => iallocator !== null))
    return refuse('wrong_input', 'iallocator are not allowed to be set on instance objects')
  const named = placesNamed(params)
  if (named.some((is) => is) && !named.every((is) => is))
    return refuse(
      'wrong_input',
      'There are instance objects providing pnode/snode while others do not',
    )
  if (!named.some((is) => is) && allocator === null)
    return refuse(
      'wrong_input',
      'No iallocator or nodes on the instances given and no cluster-wide default iallocator found; please specify either an iallocator or nodes on the instances or set a cluster-wide default iallocator',
    )
  const names = params.instances.map(({ instance }) => instance)
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
  return twice.length > 0
    ? refuse('wrong_input', `There are duplicate instance names: ${twice.join(', ')}`)
    : undefined
}

/** Variables of INSTANCE_MULTI_ALLOC. `script`: the allocator that chooses; '': the definitions name their nodes. */
const BATCH_VARS = { ...ALLOCATING, script: '' }
type Op = OpContext<BatchParams, typeof BATCH_VARS>

/** A disk as an allocator sees it: how much it takes. */
function sizedDisk(template: DiskTemplate | null, sizeMib: number): DiskConf {
  const facts = { uuid: '', sizeMib, mode: 'rw' as const }
  if (template === 'drbd')
    return {
      ...facts,
      kind: 'drbd',
      dataVolume: '',
      metaVolume: '',
      nodes: ['', ''],
      minors: [0, 0],
      port: 0,
      secret: '',
    }
  return template === 'plain'
    ? { ...facts, kind: 'plain', volume: '' }
    : { ...facts, kind: 'file', path: '' }
}

/** What the allocator is told of an instance of the file. */
const requested = (config: ClusterConfig, params: CreateParams) => ({
  instance: specOf({
    name: params.instance,
    adminState: 'up',
    template: params.template ?? (config.cluster.enabledDiskTemplates[0] as DiskTemplate),
    be: withBackend(config, { ...settingsOf(config).backend, given: [] }, params.backend),
    disks: params.disks.map(({ sizeMib }) => sizedDisk(params.template, sizeMib ?? 0)),
    nics: params.nics,
    tags: params.tags,
  }),
  requiredNodes: params.template === 'drbd' ? 2 : 1,
})

/** The nodes that were chosen for each instance, put into its request. */
function place({ params, vars }: Op): void {
  const [placed] = vars.chosen as MultiAllocation
  for (const [name, [primary = null, secondary = null]] of placed) {
    const instance = params.instances.find((each) => each.instance === name)
    if (instance) Object.assign(instance, { primary, secondary })
  }
}

/** Whether an allocator is asked for the places. */
const allocatorChooses = (params: BatchParams): boolean =>
  params.iallocator !== null || !placesNamed(params).some((is) => is)

const INSTANCE_MULTI_ALLOC = defineOpcode<BatchParams, typeof BATCH_VARS, number[]>({
  name: 'INSTANCE_MULTI_ALLOC',
  summary: () => null,
  locks: (params, config): Lock[] => {
    if (allocatorChooses(params)) return [{ level: 'node', name: '*', mode: 'shared' }]
    return nodesNamed(params).flatMap((typed): Lock[] => {
      const node = findNode(config, typed)
      return node ? [{ level: 'node', name: node.name, mode: 'shared' }] : []
    })
  },
  vars: BATCH_VARS,
  exec: 'submit',
  steps: [
    {
      check: (op) => {
        const { params } = op
        const usual = op.config.cluster.defaultIallocator
        const allocator = params.iallocator ?? (usual === '' ? null : usual)
        const wrong = checkRequest(params, allocator)
        if (wrong) return wrong
        const unknown = nodesNamed(params).find((typed) => !findNode(op.config, typed))
        if (unknown !== undefined) return unknownNode(unknown)
        if (!allocatorChooses(params)) return undefined
        op.vars.script = allocator ?? ''
        const bad = params.instances.flatMap(({ disks }) => disks).find(({ badSize }) => badSize)
        if (bad) return refuse('wrong_input', `Invalid disk size '${bad.badSize}'`)
        // The request to the allocator wants what a definition need not say.
        if (params.instances.some(({ hypervisor }) => hypervisor === null))
          return refuse(
            'wrong_input',
            "Request parameter 'hypervisor' has invalid type <class 'NoneType'>/value None",
          )
        return undefined
      },
    },
    when('an allocator chooses', (op) => op.vars.script !== '', [
      runAllocator<BatchParams, typeof BATCH_VARS>('allocate', {
        script: (op) => op.vars.script,
        request: (op) => ({
          type: 'multi-allocate',
          instances: op.params.instances.map((params) => requested(op.config, params)),
          groupName: null,
        }),
        template: () => null,
        cannot: (op, info) =>
          refuse(
            'insufficient_resources',
            `Can't compute nodes using iallocator '${op.vars.script}': ${info}`,
            { is: 'no place' },
          ),
      }),
    ]),
    {
      submit: (op) => {
        if (op.vars.script !== '') place(op)
        return done(
          op.submit(
            op.params.instances.map((params) => ({ ops: [withParams(INSTANCE_CREATE, params)] })),
          ),
        )
      },
    },
  ],
})

const VARS = submitted<true>()
type Client = ClientContext<typeof VARS>

/** The requests of the file, or the first complaint. */
function requests(p: Client): RequestRead<CreateParams[]> {
  const [path = ''] = p.vars.args
  const written = own(machineOf(p.world, p.node).files.written, path) ?? null
  const definitions = readDefinitions(path, written)
  if (!definitions.ok) return definitions
  const all: CreateParams[] = []
  for (const definition of definitions.value) {
    const request = requestOf(definition)
    if (!request.ok) return request
    all.push(request.value)
  }
  return { ok: true, value: all }
}

export const batchCreate = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    {
      check: (p) => {
        const read = requests(p)
        if (read.ok) return
        const { kind } = read
        return failure(
          p,
          kind === 'wrong_input' ? prereqText({ class: kind, text: read.text }) : read.text,
        )
      },
    },
    submitJobs(INSTANCE_MULTI_ALLOC, (p) => {
      const read = requests(p)
      return {
        instances: read.ok ? read.value : [],
        iallocator: text(p.vars.options, 'iallocator'),
        dryRun: flag(p.vars.options, 'dry_run'),
      }
    }),
    waitForSubmitted((job) => (outcomeOf(job).ok ? true : null)),
    {
      tell: (p) => {
        const bad = p.vars.results.filter(({ ok }) => !ok).length
        p.out(
          bad === 0
            ? 'All instances created successfully.\n'
            : `There were ${bad} errors during the creation.\n`,
        )
        return exit(bad === 0 ? 0 : 1)
      },
    },
  ],
  opcodes: [INSTANCE_MULTI_ALLOC],
})
