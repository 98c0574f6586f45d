/**
 * hsqueeze: which nodes a cluster can do without, and which it needs again. Source:
 * src/Ganeti/HTools/Program/Hsqueeze.hs.
 */
import { commandLines, jobSets } from '../../../sim/htools/balance/plan.ts'
import {
  offlineCandidates,
  onlineCandidates,
  type Squeeze,
  squeeze,
} from '../../../sim/htools/capacity/squeeze.ts'
import { again, leave, repeat } from '../../../sim/run/parts.ts'
import {
  defineProgram,
  exit,
  type Program,
  type ProgramContext,
  type ProgramNext,
} from '../../../sim/run/program.ts'
import { type LoadedCluster, loadCluster, maybeSave, maybeSaveCommands } from '../cluster.ts'
import {
  fails,
  HTOOL_VARS,
  type HtoolVars,
  loading,
  NO_ARGUMENTS,
  notSimulated,
} from '../program.ts'
import { newInstance, sizeOfSpec } from './figures.ts'
import { resumed } from './unfinished.ts'

type Vars = HtoolVars & { problem: string; attempts: number }
type P = ProgramContext<Vars>

/** What is asked; JSON, so that it can wait among the variables of the program. */
type Question = {
  readonly loaded: LoadedCluster
  readonly targetFactor: number
  readonly leastFactor: number
}

/** An instance of so many times the standard size, without disks. */
function multiple({ loaded }: Question, factor: number) {
  const { std } = loaded.data.ipolicy
  const times = (amount: number) => Math.floor(factor * amount)
  const { memoryMib, cpus } = sizeOfSpec(std)
  const size = { memoryMib: times(memoryMib), diskMib: 0, cpus: times(cpus), spindles: 0 }
  return newInstance(size, 'ext', times(std.spindleUse))
}

const searchFor = resumed((text) => {
  const question = JSON.parse(text) as Question
  const { data, behaviour } = question.loaded
  const target = multiple(question, question.targetFactor)
  return squeeze(
    data.cluster,
    { target, least: multiple(question, question.leastFactor) },
    behaviour,
  )
})

const STEP_MS = 50

function begin(p: P): ProgramNext | undefined {
  const { args, settings } = p.vars
  if (args.length > 0) return fails(p, NO_ARGUMENTS)
  if (settings.execute) return notSimulated(p, 'the power that -X switches is')
  const found = loadCluster(p)
  if ('end' in found) return found.end
  const { loaded } = found
  const end = maybeSave(p, 'original', 'before hsqueeze run', loaded.original)
  if (end !== undefined) return end
  const { cluster } = loaded.data
  if (settings.verbose > 1) {
    const names = (nodes: readonly { readonly name: string }[]) =>
      nodes.map(({ name }) => name).join(', ')
    p.out(`Offline candidates: ${names(offlineCandidates(cluster))}\n`)
    p.out(`Online candidates: ${names(onlineCandidates(cluster))}\n`)
  }
  const { targetFactor, leastFactor } = settings
  p.vars.problem = JSON.stringify({ loaded, targetFactor, leastFactor } satisfies Question)
  return undefined
}

const HEADINGS = {
  none: 'No action',
  offline: 'Nodes to offline',
  online: 'Nodes to online',
} as const

const SAVED = {
  none: 'after hsqueeze doing nothing',
  offline: 'after hsqueeze run',
  online: 'after hsqueeze expansion',
} as const

function commandsOf({ action, nodes, rearranged }: Squeeze): string[] {
  if (action === 'none') return ['echo Nothing to do']
  const moves = commandLines(jobSets(rearranged.moves))
  const each = (line: (alias: string) => string) => nodes.map(({ alias }) => `  ${line(alias)}`)
  if (action === 'online')
    return ['echo Power Commands', ...each((alias) => `gnt-node power -f on ${alias}`), ...moves]
  return [
    ...moves,
    '',
    'echo Tagging Commands',
    ...each((alias) => `gnt-node add-tags ${alias} htools:standby:auto`),
    '',
    'echo Power Commands',
    ...each((alias) => `gnt-node power -f off ${alias}`),
  ]
}

function show(p: P): ProgramNext {
  const { settings, problem, attempts } = p.vars
  const found = searchFor(problem).within(attempts)?.value
  if (!found) return exit(1)
  const { action, nodes, enough, rearranged } = found
  if (settings.headers) p.out(`'${HEADINGS[action]}'\n`)
  for (const { name } of nodes) p.out(`${name}\n`)
  if (settings.verbose > 1 && !enough) p.out('Onlining all nodes will not yield enough capacity\n')
  const { data } = (JSON.parse(problem) as Question).loaded
  const cluster = { ...data.cluster, ...rearranged.to }
  return (
    maybeSaveCommands(p, 'Commands to run:', commandsOf(found)) ??
    maybeSave(p, 'squeezed', SAVED[action], { ...data, cluster }) ??
    exit(0)
  )
}

/** `hsqueeze`: takes nodes off a cluster that has room, or puts them on again. */
export const hsqueeze: Program = defineProgram<Vars>({
  vars: { ...HTOOL_VARS, problem: '', attempts: 0 },
  steps: [
    loading<Vars>('hsqueeze'),
    { begin },
    repeat('arrangements', {
      arrange: (p) => {
        if (searchFor(p.vars.problem).within(p.vars.attempts)) return leave()
        p.vars.attempts += 1
        return again(STEP_MS)
      },
    }),
    { show },
  ],
})
