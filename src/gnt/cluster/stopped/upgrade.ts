/**
 * gnt-cluster upgrade: changes to another version of Ganeti that is installed on every node. The nodes of this lab
 * have one version each: theirs. Manual: gnt-cluster(8), UPGRADE. Source: lib/client/gnt_cluster.py
 * (UpgradeGanetiCommand), lib/utils/version.py.
 */

import type { NodeName } from '../../../sim/cluster/config.ts'
import { runningJobs } from '../../../sim/jobs/running.ts'
import { reach } from '../../../sim/net.ts'
import { byRelease } from '../../../sim/releases.ts'
import { sleep } from '../../../sim/run/flow.ts'
import { again, repeat } from '../../../sim/run/parts.ts'
import { exit, type ProgramNext } from '../../../sim/run/program.ts'
import { machineOf, secondsOf } from '../../../sim/world.ts'
import { failure } from '../../client/client.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { upgrade as spec } from '../../declared/cluster-upkeep.ts'
import { sshGiveUpMs } from '../../node/ssh.ts'
import { flag, text } from '../../optparse/read.ts'
import { restartAll, STOPPING, stopAll } from './while-stopped.ts'

type Version = readonly [major: number, minor: number, revision: number]

const VARS = { ...STOPPING, since: 0 }
type Client = ClientContext<typeof VARS>

/** "3.0" and "3.0.2", perhaps with a suffix of a package; null: neither. */
function parsed(typed: string): Version | null {
  const found = /^(\d+)\.(\d+)(?:\.(\d+)(?:~.*)?)?$/.exec(typed)
  return found && [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
}

const otherMajor = byRelease({
  '2.11': 'different major versions',
  '3.0': 'major version up- or downgrades are only supported between 2.16 and 3.0',
})

/** Why no upgrade leads there; null: one does. */
function outOfRange(p: Client, [major, minor]: Version): string | null {
  const [ownMajor, ownMinor] = parsed(p.behaviour.software) ?? [0, 0]
  if (major < 2 || (major === 2 && minor < 10))
    return 'automatic upgrades only supported from 2.10 onwards'
  if (major !== ownMajor)
    return ownMajor === 3 && ownMinor === 0 && major === 2 && minor === 16 ? null : otherMajor(p)
  return minor < ownMinor - 1 ? 'can only downgrade one minor version at a time' : null
}

/** The nodes that are asked over ssh, the master last. */
const nodesOf = (p: Client): NodeName[] => {
  const { ssconf } = machineOf(p.world, p.node).files
  const master = ssconf?.masterNode ?? p.node
  return [...(ssconf?.onlineNodes ?? []).filter((node) => node !== master), master]
}

const target = (p: Client): string => text(p.vars.options, 'to') ?? ''

const silent = (p: Client): NodeName[] =>
  nodesOf(p).filter((node) => node !== p.node && reach(p.world, p.node, node) !== 'ok')

function check(p: Client): ProgramNext | undefined {
  const resume = flag(p.vars.options, 'resume')
  if (resume === (text(p.vars.options, 'to') !== null))
    return failure(p, 'Precisely one of the options --to and --resume has to be given')
  // An upgrade that broke off undoes what it did: there is none to resume.
  if (resume) return exit(0)
  const version = parsed(target(p))
  if (!version) return failure(p, `Could not parse version string ${target(p)}`)
  const why = outOfRange(p, version)
  if (why !== null) return failure(p, `Cannot upgrade to ${target(p)}: ${why}`)
  p.out(`Verifying ${target(p)} present on all nodes\n`)
}

/** Seconds that an ssh to each node takes, or that it waits for one that does not answer. */
const askEveryone = (p: Client): ProgramNext => {
  const deaf = silent(p)
  return sleep(
    nodesOf(p).reduce(
      (ms, node) => ms + (deaf.includes(node) ? sshGiveUpMs(p.world, p.node, node) : 400),
      0,
    ),
  )
}

function verifyInstalled(p: Client): ProgramNext | undefined {
  const installed = p.behaviour.software.split('.').slice(0, 2).join('.')
  const missing = target(p) === installed ? silent(p) : nodesOf(p)
  if (missing.length > 0)
    return failure(p, `Ganeti version ${target(p)} not installed on nodes ${missing.join(', ')}`)
}

const drained = (p: Client, is: boolean): void => {
  machineOf(p.world, p.node).files.queueDrained = is
}

/** Runs a command of this cluster and keeps what it prints. */
const runs = (p: Client, ...words: string[]): ProgramNext => ({
  next: 'run',
  argv: ['gnt-cluster', ...words],
  stdin: '',
  capture: true,
  errors: 'joined',
  node: p.node,
})

/** How long running jobs are waited for. */
const DRAIN_MS = 30_000

export const upgrade = defineCommand<typeof VARS>({
  spec,
  where: 'anywhere',
  vars: VARS,
  shows: () => ({ handlesDaemons: true }),
  steps: [
    {
      check,
      askEveryone,
      verifyInstalled,
      drain: (p) => {
        p.out('Draining queue\n')
        drained(p, true)
        p.vars.since = p.world.now
        p.vars.online = nodesOf(p)
      },
    },
    repeat('until no job runs', {
      waitForJobs: (p) => {
        if (runningJobs(p.world).length === 0) return
        if (p.world.now - p.vars.since < DRAIN_MS) return again(1000)
        p.err('Failed to completely empty the queue.\n')
        drained(p, false)
        return exit(1)
      },
    }),
    {
      stop: (p) => {
        const until = secondsOf(p.world)
        p.out('Pausing the watcher for one hour.\nStopping daemons on master node.\n')
        p.out('Stopping daemons everywhere.\n')
        stopAll(p)
        p.out(`Backing up configuration as /var/backups/ganeti${until}.tar\n`)
        p.out(`Switching to version ${target(p)} on all nodes\nUpgrading configuration\n`)
        return sleep(8000)
      },
      start: (p) => {
        p.out('Starting daemons everywhere.\n')
        restartAll(p)
        return sleep(8000)
      },
      redistribute: (p) => {
        drained(p, false)
        p.out('Redistributing the configuration.\n')
        return runs(p, 'redist-conf', '--yes-do-it')
      },
      restart: (p) => {
        p.out('Restarting daemons everywhere.\n')
        stopAll(p)
        restartAll(p)
        return sleep(8000)
      },
      verify: (p) => {
        p.out('Undraining the queue.\nRunning post-upgrade hooks\nUnpausing the watcher.\n')
        p.out('Verifying cluster.\n')
        return runs(p, 'verify')
      },
      conclude: (p) => {
        const { exit: code = 0, stdout = '' } = p.child ?? {}
        return code === 0
          ? exit(0)
          : failure(
              p,
              `Command ['gnt-cluster', 'verify'] failed: exited with exit code ${code}; Output ${stdout}`,
              null,
            )
      },
    },
  ],
})
