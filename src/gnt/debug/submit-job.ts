/**
 * gnt-debug submit-job: jobs from files that hold opcodes as JSON. Manual: gnt-debug(8), SUBMIT-JOB. Source:
 * lib/client/gnt_debug.py (GenericOpCodes), lib/opcodes.py (LoadOpCode).
 */
import { own } from '../../lib/own.ts'
import { resolvePath } from '../../lib/path.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { type Submission, withParams } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { failure, priorityOf } from '../client/client.ts'
import { WAITING, type Waiting, watchJobs } from '../client/several.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { submitJob as spec } from '../declared/debug.ts'
import { INSTANCE_REBOOT } from '../instance/reboot.ts'
import { INSTANCE_SHUTDOWN } from '../instance/shutdown.ts'
import { INSTANCE_STARTUP } from '../instance/startup.ts'
import { flag, int } from '../optparse/read.ts'
import type { Json } from '../query/field.ts'
import { TEST_DELAY } from './delay.ts'

type Fields = Readonly<Record<string, Json>>
type Opcode = Submission['ops'][number]

const text = (fields: Fields, name: string): string => String(own(fields, name) ?? '')
const number = (fields: Fields, name: string, otherwise: number): number =>
  Number(own(fields, name) ?? otherwise)
const isOn = (fields: Fields, name: string): boolean => own(fields, name) === true

const COMMON = ['OP_ID', 'comment', 'debug_level', 'depends', 'dry_run', 'priority', 'reason']
const OF_INSTANCE = ['instance_name', 'instance_uuid']

/** An opcode that a file may hold: its fields, and what becomes of them. */
interface Readable {
  fields: readonly string[]
  read: (fields: Fields) => Opcode
}

const READABLE = new Map<string, Readable>([
  [
    'OP_TEST_DELAY',
    {
      fields: 'duration on_master on_nodes on_node_uuids repeat interruptible no_locks'.split(' '),
      read: (fields) => {
        const nodes = own(fields, 'on_nodes')
        return withParams(TEST_DELAY, {
          seconds: number(fields, 'duration', 0),
          onMaster: own(fields, 'on_master') !== false,
          nodes: Array.isArray(nodes) ? nodes.map(String) : [],
          repeat: number(fields, 'repeat', 0),
          noLocks: isOn(fields, 'no_locks'),
          dryRun: isOn(fields, 'dry_run'),
        })
      },
    },
  ],
  [
    'OP_INSTANCE_SHUTDOWN',
    {
      fields: [
        ...OF_INSTANCE,
        ...'force ignore_offline_nodes timeout no_remember admin_state_source'.split(' '),
      ],
      read: (fields) =>
        withParams(INSTANCE_SHUTDOWN, {
          instance: text(fields, 'instance_name'),
          force: isOn(fields, 'force'),
          timeoutSeconds: number(fields, 'timeout', 120),
          ignoreOffline: isOn(fields, 'ignore_offline_nodes'),
          noRemember: isOn(fields, 'no_remember'),
          dryRun: isOn(fields, 'dry_run'),
        }),
    },
  ],
  [
    'OP_INSTANCE_STARTUP',
    {
      fields: [
        ...OF_INSTANCE,
        ...'force ignore_offline_nodes hvparams beparams no_remember startup_paused shutdown_timeout'.split(
          ' ',
        ),
      ],
      read: (fields) =>
        withParams(INSTANCE_STARTUP, {
          instance: text(fields, 'instance_name'),
          force: isOn(fields, 'force'),
          ignoreOffline: isOn(fields, 'ignore_offline_nodes'),
          noRemember: isOn(fields, 'no_remember'),
          backend: {},
          paused: isOn(fields, 'startup_paused'),
          dryRun: isOn(fields, 'dry_run'),
        }),
    },
  ],
  [
    'OP_INSTANCE_REBOOT',
    {
      fields: [
        ...OF_INSTANCE,
        ...'shutdown_timeout ignore_secondaries reboot_type reason'.split(' '),
      ],
      read: (fields) => {
        const type = text(fields, 'reboot_type')
        return withParams(INSTANCE_REBOOT, {
          instance: text(fields, 'instance_name'),
          type: type === 'soft' || type === 'full' ? type : 'hard',
          ignoreSecondaries: isOn(fields, 'ignore_secondaries'),
          shutdownTimeout: number(fields, 'shutdown_timeout', 120),
          dryRun: isOn(fields, 'dry_run'),
        })
      },
    },
  ],
])

/** Opcodes that Ganeti has; the others are none. */
const EXISTS =
  /^OP_(?:BACKUP|CLUSTER|EXT_STORAGE|GROUP|INSTANCE|NETWORK|NODE|OOB|OS|QUERY|RESTRICTED|TAGS|TEST)(?:_|$)/

const className = (id: string): string =>
  id
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

const traceback = (error: string): string => `Traceback (most recent call last):\n  …\n${error}`

type Loaded = { ok: true; ops: Opcode[] } | { ok: false; text: string }
const bad = (error: string): Loaded => ({ ok: false, text: traceback(error) })

function loadOpcode(value: Json): { ok: true; op: Opcode } | { ok: false; text: string } {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return {
      ok: false,
      text: traceback(`ValueError: Invalid data to LoadOpCode (${pythonType(value)})`),
    }
  const fields = value as Fields
  const id = own(fields, 'OP_ID')
  if (id === undefined)
    return {
      ok: false,
      text: traceback('ValueError: Invalid data to LoadOpCode, missing OP_ID'),
    }
  const readable = READABLE.get(String(id))
  if (!readable)
    return EXISTS.test(String(id))
      ? {
          ok: false,
          text: `${id}: this trainer submits only ${[...READABLE.keys()].join(', ')} from a file`,
        }
      : {
          ok: false,
          text: traceback(`ValueError: Invalid data to LoadOpCode: OP_ID ${id} unsupported`),
        }
  const odd = Object.keys(fields).find(
    (name) => !COMMON.includes(name) && !readable.fields.includes(name),
  )
  return odd === undefined
    ? { ok: true, op: readable.read(fields) }
    : {
        ok: false,
        text: traceback(
          `AttributeError: '${className(String(id))}' object has no attribute '${odd}'`,
        ),
      }
}

const pythonType = (value: Json): string => {
  const names: Record<string, string> = { string: 'str', number: 'int', boolean: 'bool' }
  const name = value === null ? 'NoneType' : (own(names, typeof value) ?? 'list')
  return `<class '${name}'>`
}

/** The opcodes of a file, or how the real program ends. */
function load(p: ClientContext<object>, file: string): Loaded {
  const path = resolvePath(directoryOf(p), file)
  const written = own(machineOf(p.world, p.node).files.written ?? {}, path)
  if (written === undefined)
    return bad(`FileNotFoundError: [Errno 2] No such file or directory: '${file}'`)
  let data: Json
  try {
    data = JSON.parse(written) as Json
  } catch {
    return bad('simplejson.errors.JSONDecodeError: Expecting value: line 1 column 1 (char 0)')
  }
  if (data === null || typeof data !== 'object')
    return bad(`TypeError: '${pythonType(data).slice(8, -2)}' object is not iterable`)
  const ops: Opcode[] = []
  // An object is gone through by its keys, which are texts.
  for (const value of Array.isArray(data) ? (data as Json[]) : Object.keys(data)) {
    const loaded = loadOpcode(value)
    if (!loaded.ok) return loaded
    ops.push(loaded.op)
  }
  return { ok: true, ops }
}

/** More than anyone tries. */
const MOST_OPCODES = 1000

interface Jobs extends Waiting {
  ops: number
  jobs: number
  since: number
}

const VARS: Jobs = { ...WAITING, ops: 0, jobs: 0, since: 0 }

const WITHOUT_JOB = `    results.append([True, self.cl.SubmitJob(ops)[0]])
TypeError: 'int' object is not subscriptable`

const fixed = (ms: number): string => (ms / 1000).toFixed(4)

export const submitJob = defineCommand<Jobs>({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    {
      submit: (p) => {
        const { options, args } = p.vars
        const timed = flag(options, 'timing_stats')
        if (timed) p.out('Loading...\n')
        const repeated = { jobs: int(options, 'rep_job') ?? 1, ops: int(options, 'rep_op') ?? 1 }
        const submissions: { name: string; ops: Opcode[] }[] = []
        for (let round = 0; round < Math.min(repeated.jobs, MOST_OPCODES); round++)
          for (const file of args) {
            const loaded = load(p, file)
            if (!loaded.ok) return failure(p, loaded.text)
            const times = Array.from(
              { length: Math.min(repeated.ops, MOST_OPCODES) },
              () => loaded.ops,
            )
            submissions.push({ name: `file ${file}/${round}`, ops: times.flat() })
          }
        p.vars.ops = submissions.reduce((sum, { ops }) => sum + ops.length, 0)
        p.vars.jobs = submissions.length
        if (p.vars.ops > MOST_OPCODES)
          return failure(p, `This trainer submits ${MOST_OPCODES} opcodes at most`)
        if (timed) p.out('Submitting...\n')
        p.vars.since = p.world.now
        const priority = priorityOf(p.vars)
        // With --each the real client stumbles over the number of its first job.
        const sent = flag(options, 'each') ? submissions.slice(0, 1) : submissions
        const ids = p.submit(sent.map(({ ops }) => ({ ops, priority })))
        if (flag(options, 'each')) return failure(p, traceback(WITHOUT_JOB))
        p.vars.queue = submissions.map(({ name }, i) => ({ id: ids[i] ?? 0, name }))
        if (flag(options, 'verbose')) p.out(`Submitted jobs ${ids.join(', ')}\n`)
        if (timed) p.out('Executing...\n')
      },
    },
    watchJobs<Jobs>(),
    {
      conclude: (p) => {
        if (flag(p.vars.options, 'timing_stats')) {
          const { ops, jobs, since } = p.vars
          const took = fixed(p.world.now - since)
          p.out(`C:op     ${String(ops).padStart(4)}\nC:job    ${String(jobs).padStart(4)}\n`)
          p.out(`T:submit ${fixed(0)}\nT:exec   ${took}\nT:total  ${took}\n`)
        }
        return exit(0)
      },
    },
  ],
})
