import { listed } from '../../lib/listed.ts'
import { labelOf, shortName as short } from '../../sim/cluster/called.ts'
import type { JobOp } from '../../sim/jobs/job.ts'
import type { CauseKind, CauseOf, FailureCause } from '../../sim/run/cause.ts'
import type { Refused, World } from '../../sim/world.ts'

type Briefly = {
  [Kind in CauseKind]: (cause: CauseOf<Kind>, world: World) => string
}

const quoted = (word: string): string => (word === '' ? 'a value' : `“${word}”`)

/** Each cause in a few words, to follow a colon. */
const BRIEFLY: Briefly = {
  'not master': ({ node }) => `the master is ${short(node)}`,
  'no cluster': () => 'the node has no configuration of a cluster',
  'daemon down': ({ node, word }) => `${word} does not run on ${short(node)}`,
  usage: () => 'it was not typed as its usage says',
  options: () => 'its options are missing or do not fit together',
  value: ({ word }) => `${quoted(word)} cannot be used there`,
  'not found': ({ what, word }) => `there is no ${what} called “${word}”`,
  exists: ({ what, word }) => `the ${what} “${short(word)}” exists already`,
  'not simulated': () => 'this trainer does not simulate it',
  'queue drained': () => 'the job queue is drained',
  'job state': () => 'no job is in a state that fits',
  'must be down': ({ instance }, world) => `${labelOf(world, instance)} must be stopped`,
  'must run': ({ instance }, world) => `${labelOf(world, instance)} does not run`,
  'runs twice': ({ instance }, world) => `${labelOf(world, instance)} has a process on two nodes`,
  'runs nowhere': ({ instance }, world) => `${labelOf(world, instance)} runs nowhere`,
  offline: ({ node }) => `${short(node)} is marked offline`,
  drained: ({ node }) => `${short(node)} is drained`,
  'not offline': ({ node }) => `${short(node)} is not marked offline`,
  incapable: ({ node }) => `${short(node)} must not carry instances`,
  memory: ({ node }) => `not enough memory on ${short(node)}`,
  'disk space': ({ node }) => `not enough disk space on ${short(node)}`,
  template: ({ instance, word }, world) =>
    `the disks of ${labelOf(world, instance)} are of the type ${word}`,
  'own node': ({ instance, node }, world) =>
    `${labelOf(world, instance)} is on ${short(node)} already`,
  'other node': ({ instance, node }, world) =>
    `${labelOf(world, instance)} can only go to ${short(node)}`,
  degraded: ({ instance, node }, world) =>
    `the copy of ${labelOf(world, instance)} on ${short(node)} is degraded`,
  'disks off': ({ instance }, world) =>
    `the disks of ${labelOf(world, instance)} cannot be activated`,
  'not in sync': ({ instance }, world) =>
    `the copies of ${labelOf(world, instance)} are not in sync`,
  'no answer': ({ node }) => `${short(node)} does not answer`,
  'noded down': ({ node }) => `the node daemon of ${short(node)} does not run`,
  'node failed': ({ node }) => `${short(node)} could not do its part`,
  'holds instances': ({ node, names }, world) =>
    `${short(node)} still has ${listed(names.map((name) => labelOf(world, name)))}`,
  'is the master': ({ node }) => `${short(node)} is the master`,
  'few candidates': () => 'too few master candidates would be left',
  'not movable': ({ names }, world) =>
    `${listed(names.map((name) => labelOf(world, name)))} cannot be moved this way`,
  'no place': () => 'the allocator found no place',
  policy: () => 'it is outside the limits of the instance policy',
  address: ({ word }) => `the name “${word}” has no address`,
  'disk number': ({ instance }, world) => `${labelOf(world, instance)} has no such disk`,
  'already master': ({ node }) => `${short(node)} is the master already`,
  'no candidate': ({ node }) => `${short(node)} is no master candidate`,
  'few votes': ({ names, needed }) =>
    `${names.length === 0 ? 'no node' : listed(names.map(short))} answered, and ${needed} answers are needed`,
  outvoted: ({ node }) => `the other nodes call ${short(node)} the master`,
  'no voting': () => '--no-voting needs --yes-do-it as well',
  'old configuration': ({ node }) => `${short(node)} may not write the configuration any more`,
  'job died': () => 'the daemon that ran it is gone',
  canceled: () => 'it was canceled before it ran',
  'step before': () => 'an earlier part of the job failed',
  'no command': ({ word }) => `there is no command “${word}”`,
  unreachable: ({ node }) => `${short(node)} cannot be reached`,
  drbd: ({ node }) => `DRBD on ${short(node)} refused`,
  refused: () => 'a check of Ganeti refused it',
  failed: () => 'a step of it failed',
}

/** A cause in a few words, to follow a colon: "not enough memory on nodeB". */
export const briefly = (world: World, cause: FailureCause): string =>
  (BRIEFLY[cause.is] as (cause: FailureCause, world: World) => string)(cause, world)

/** Why a job's opcode ended without success; undefined where it did not, or an older version ran it. */
export const causeOfOp = ({ result }: JobOp): FailureCause | undefined =>
  result && !result.ok ? result.cause : undefined

/** The line that was refused, as it was typed. */
export const lineOf = ({ argv: [program = '', ...words] }: Refused): string =>
  [program === 'ganeti-init' ? 'service ganeti' : program, ...words].join(' ')

/** The command that was refused, as far as people name it: "gnt-instance migrate". */
export function commandWords({ argv }: Refused): string {
  const [path = '', command = ''] = argv
  // The script behind `service` has a name of its own.
  if (path === 'ganeti-init') return 'service ganeti'
  const program = path.slice(path.lastIndexOf('/') + 1)
  return program.startsWith('gnt-') && /^[a-z]/.test(command) ? `${program} ${command}` : program
}
