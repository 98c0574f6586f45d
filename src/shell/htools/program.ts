import { packageVersion } from '../../gnt/cluster/version.ts'
import { liveSnapshot } from '../../gnt/live-snapshot.ts'
import { resolvePath } from '../../lib/path.ts'
import { byUuid, type NodeName } from '../../sim/cluster/config.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { readMessage } from '../../sim/htools/iallocator-request.ts'
import { bad, good, type Result } from '../../sim/htools/outcome.ts'
import type { ClusterSnapshot } from '../../sim/htools/snapshot.ts'
import { simulatedCluster } from '../../sim/htools/text/made-up.ts'
import { parseClusterText } from '../../sim/htools/text/parse.ts'
import { byRelease } from '../../sim/releases.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { sleep } from '../../sim/run/flow.ts'
import { askAll, when } from '../../sim/run/parts.ts'
import {
  exit,
  type ProgramContext,
  type ProgramNext,
  type ProgramPart,
} from '../../sim/run/program.ts'
import { configOn, machineOf } from '../../sim/world.ts'
import { readFile, writeFile } from '../files/tree.ts'
import { readWords, usageTable } from './line/getopt.ts'
import { type HtoolName, optionsOf } from './line/listed.ts'
import { OPTIONS } from './line/options.ts'
import { DEFAULTS, type Settings } from './line/settings.ts'

/** The variables of every program of htools, which first reads its words, then the cluster. */
export interface HtoolVars {
  settings: Settings
  args: string[]
  /** The cluster as JSON: text, because a draft of so many parts would be slow. */
  source: string
}

/** Initial values of these variables. */
export const HTOOL_VARS: HtoolVars = { settings: DEFAULTS, args: [], source: '' }

/** A program while it runs. V: its own variables. */
export type Htool<V = object> = ProgramContext<V & HtoolVars>

/** Ends with the sentence after "Error: " (Utils.hs, exitErr). */
export const fails = <V>(p: ProgramContext<V>, text: string): ProgramNext => {
  p.err(`Error: ${text}\n`)
  return exit(1)
}

const compiler = byRelease({ '2.11': '7.6', '3.0': '9.0' })

const PLATFORM = 'linux x86_64'

const titleOf = <V>(p: ProgramContext<V>, name: string): string =>
  `${name} (ganeti) version ${packageVersion(p)}`

/** The words of the command line as settings; what is wrong with them, and `--help`, end the program. */
const readLine = (p: Htool, name: HtoolName): ProgramNext | undefined => {
  const options = optionsOf(p.world.release, name).map((option) => OPTIONS[option])
  const usage = usageTable(`${titleOf(p, name)}\nUsage: ${name} [OPTION...]`, options)
  const { given, args, errors } = readWords(options, p.argv.slice(1))
  if (errors.length > 0) {
    p.err(`Command line error: ${errors.join('')}\n${usage}`)
    return exit(2, { is: 'options' })
  }
  let settings = DEFAULTS
  for (const { option, value } of given) {
    const next = option.read(settings, value)
    if (!next.ok) {
      p.err(`Error while parsing command line arguments:\n${next.error}\n`)
      return exit(1, { is: 'options' })
    }
    settings = next.value
  }
  if (settings.show === 'help') p.out(usage)
  if (settings.show === 'version')
    p.out(`${titleOf(p, name)}\ncompiled with ghc ${compiler(p)}\nrunning on ${PLATFORM}\n`)
  if (settings.show === 'completion')
    p.err(`${name}: --help-completion is not simulated; press Tab instead\n`)
  if (settings.show !== null) return exit(settings.show === 'completion' ? 1 : 0)
  Object.assign(p.vars, { settings, args: [...args] })
  return name === 'hail' ? readRequestFile(p) : undefined
}

/** hail takes its request as an argument; the cluster is in it, unless an option names another. */
function readRequestFile(p: Htool): ProgramNext | undefined {
  const [requestFile] = p.vars.args
  if (requestFile === undefined) return fails(p, 'This program needs an input file.\n')
  const text = textOf(p, requestFile)
  p.vars.settings = { ...p.vars.settings, requestFile }
  if (text.ok) return undefined
  p.err(`hail: ${text.error}\n`)
  return exit(1)
}

/** The full path of a file that the command line names. */
const pathOf = <V>(p: ProgramContext<V>, file: string): string => resolvePath(directoryOf(p), file)

/** What Haskell says of a file that cannot be opened. */
const cannotOpen = (file: string, why: string): string =>
  why === 'No such file or directory'
    ? `${file}: openFile: does not exist (${why})`
    : why === 'Is a directory'
      ? `${file}: openFile: inappropriate type (is a directory)`
      : `${file}: openFile: permission denied (${why})`

/** The text of a file, or Haskell's sentence. */
export const textOf = <V>(p: ProgramContext<V>, file: string): Result<string> => {
  const read = readFile(p.world, p.node, pathOf(p, file))
  return read.ok ? good(read.text) : bad(cannotOpen(file, read.why))
}

/** Writes a file, or ends the program as an uncaught exception does. */
export const saveFile = <V>(
  p: ProgramContext<V>,
  file: string,
  text: string,
): ProgramNext | undefined => {
  const why = writeFile(p.world, p.node, pathOf(p, file), text, { append: false })
  if (why === null) return undefined
  p.err(`${p.argv[0]}: ${cannotOpen(file, why)}\n`)
  return exit(1)
}

/** All but hail and hscan say it. */
export const NO_ARGUMENTS = "This program doesn't take any arguments."

const LOAD_FAILED = 'failed to load data, aborting'
const TOO_MANY_SOURCES = 'Only one of the rapi, luxi, and data files options should be given.'
const NO_SOURCE = 'No backend selected! Exiting.'
const START_UP_MS = 30

/** Ends a program that was given what it cannot do here. */
export const notSimulated = (p: Htool, what: string): ProgramNext => {
  p.err(`${p.argv[0]}: ${what} not simulated in this trainer\n`)
  return exit(1, { is: 'not simulated' })
}

const fromText = (text: Result<string>): Result<ClusterSnapshot> =>
  text.ok ? parseClusterText(text.value) : text

const fromRequest = (text: Result<string>): Result<ClusterSnapshot> => {
  if (!text.ok) return text
  const message = readMessage(text.value)
  return message.ok ? good(message.value.snapshot) : message
}

/** The cluster from where the command line says, except from the daemon (ExtLoader.hs). */
const readSource = (p: Htool): ProgramNext | undefined => {
  const { dataFile, luxi, rapi, requestFile, simulated, monitoring } = p.vars.settings
  if ([rapi !== null, luxi, dataFile !== null].filter(Boolean).length > 1)
    return fails(p, TOO_MANY_SOURCES)
  if (rapi !== null) return notSimulated(p, 'the remote API (-m) is')
  if (monitoring) return notSimulated(p, 'the monitoring daemons (--mond) are')
  if (luxi) return undefined
  const found =
    simulated.length > 0
      ? simulatedCluster(simulated)
      : dataFile !== null
        ? fromText(textOf(p, dataFile))
        : requestFile !== null
          ? fromRequest(textOf(p, requestFile))
          : bad(NO_SOURCE)
  if (!found.ok) return fails(p, `${LOAD_FAILED}: ${found.error}`)
  p.vars.source = JSON.stringify(found.value)
  return undefined
}

/** What the socket of the daemon answers when no daemon listens. */
const noDaemon = (p: Htool): string => {
  const { ssconf } = machineOf(p.world, p.node).files
  const why = ssconf?.masterNode === p.node ? 'Connection refused' : 'No such file or directory'
  return `Network.Socket.connect: <socket: 3>: does not exist (${why})`
}

const askedNodes = (p: Htool): NodeName[] =>
  byUuid(configOn(p.world, p.node).nodes)
    .filter((node) => node.vmCapable && !node.offline)
    .map((node) => node.name)

/** How a program ends that cannot load the running cluster. */
export type LoadFailed = (p: Htool, error: string) => ProgramNext

const loadFailed: LoadFailed = (p, error) => fails(p, `${LOAD_FAILED}: ${error}`)

/** Asks the daemon that answers queries, which asks every node. `failed` ends a program that gets no answer. */
const askDaemon = (failed: LoadFailed): ProgramPart<HtoolVars> => [
  {
    connect: (p) => {
      const machine = machineOf(p.world, p.node)
      return runs(machine, p.behaviour.queryDaemon) && machine.files.config
        ? undefined
        : failed(p, noDaemon(p))
    },
  },
  askAll('ask nodes', 'node_info', {
    to: askedNodes,
    args: () => ({}),
    answer: (p, replies) => {
      p.vars.source = JSON.stringify(replies)
    },
  }),
  askAll('ask for instances', 'all_instances_info', {
    to: askedNodes,
    args: () => ({}),
    answer: (p, replies) => {
      const nodes = JSON.parse(p.vars.source) as Parameters<typeof liveSnapshot>[1]
      const found = liveSnapshot(configOn(p.world, p.node), nodes, replies)
      if (!found.ok) return failed(p, found.error)
      p.vars.source = JSON.stringify(found.value)
      return undefined
    },
  }),
]

/**
 * The first steps of every program: its words, then the cluster as JSON in `source`. `live`: it reads the running
 * cluster without being asked to, and says in its own way that it cannot.
 */
export const loading = <V extends HtoolVars>(
  name: HtoolName,
  { live }: { readonly live?: LoadFailed } = {},
): ProgramPart<V> => {
  const steps: ProgramPart<HtoolVars> = [
    {
      readLine: (p) => {
        const end = readLine(p, name)
        if (live !== undefined) p.vars.settings = { ...p.vars.settings, luxi: true }
        return end
      },
      startUp: () => sleep(START_UP_MS),
      readSource,
    },
    when<Htool, ProgramNext>('live', (p) => p.vars.settings.luxi, askDaemon(live ?? loadFailed)),
  ]
  // The steps read and change only the variables that every program has.
  return steps as unknown as ProgramPart<V>
}
