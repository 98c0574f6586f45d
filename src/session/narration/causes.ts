import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import type { JobOp } from '../../sim/jobs/job.ts'
import type { CauseKind, CauseOf, FailureCause } from '../../sim/run/calls/cause.ts'
import type { Refused, World } from '../../sim/world.ts'

type Briefly = {
  [Kind in CauseKind]: (cause: CauseOf<Kind>, world: World) => string
}

const quoted = (word: string): string => (word === '' ? t`a value` : `“${word}”`)

/** Each cause in a few words, to follow a colon. */
const BRIEFLY: Briefly = {
  'not master': ({ node }) => t`the master is ${short(node)}`,
  'no cluster': () => t`the node has no configuration of a cluster`,
  'daemon down': ({ node, word }) => t`${word} does not run on ${short(node)}`,
  usage: () => t`it was not typed as its usage says`,
  options: () => t`its options are missing or do not fit together`,
  value: ({ word }) => t`${quoted(word)} cannot be used there`,
  'not found': ({ what, word }) => t`there is no ${what} called “${word}”`,
  exists: ({ what, word }) => t`the ${what} “${short(word)}” exists already`,
  'not simulated': () => t`this trainer does not simulate it`,
  'queue drained': () => t`the job queue is drained`,
  'job state': () => t`no job is in a state that fits`,
  'must be down': ({ instance }, world) => t`${labelOf(world, instance)} must be stopped`,
  'must run': ({ instance }, world) => t`${labelOf(world, instance)} does not run`,
  'runs twice': ({ instance }, world) => t`${labelOf(world, instance)} has a process on two nodes`,
  'runs nowhere': ({ instance }, world) => t`${labelOf(world, instance)} runs nowhere`,
  offline: ({ node }) => t`${short(node)} is marked offline`,
  drained: ({ node }) => t`${short(node)} is drained`,
  'not offline': ({ node }) => t`${short(node)} is not marked offline`,
  incapable: ({ node }) => t`${short(node)} must not carry instances`,
  memory: ({ node }) => t`not enough memory on ${short(node)}`,
  'disk space': ({ node }) => t`not enough disk space on ${short(node)}`,
  template: ({ instance, word }, world) =>
    t`the disks of ${labelOf(world, instance)} are of the type ${word}`,
  'own node': ({ instance, node }, world) =>
    t`${labelOf(world, instance)} is on ${short(node)} already`,
  'other node': ({ instance, node }, world) =>
    t`${labelOf(world, instance)} can only go to ${short(node)}`,
  degraded: ({ instance, node }, world) =>
    t`the copy of ${labelOf(world, instance)} on ${short(node)} is degraded`,
  'disks off': ({ instance }, world) =>
    t`the disks of ${labelOf(world, instance)} cannot be activated`,
  'not in sync': ({ instance }, world) =>
    t`the copies of ${labelOf(world, instance)} are not in sync`,
  'no answer': ({ node }) => t`${short(node)} does not answer`,
  'noded down': ({ node }) => t`the node daemon of ${short(node)} does not run`,
  'node failed': ({ node }) => t`${short(node)} could not do its part`,
  'holds instances': ({ node, names }, world) =>
    t`${short(node)} still has ${listed(names.map((name) => labelOf(world, name)))}`,
  'is the master': ({ node }) => t`${short(node)} is the master`,
  'few candidates': () => t`too few master candidates would be left`,
  'not movable': ({ names }, world) =>
    t`${listed(names.map((name) => labelOf(world, name)))} cannot be moved this way`,
  'no place': () => t`the allocator found no place`,
  policy: () => t`it is outside the limits of the instance policy`,
  address: ({ word }) => t`the name “${word}” has no address`,
  'disk number': ({ instance }, world) => t`${labelOf(world, instance)} has no such disk`,
  tag: ({ word }) => t`${quoted(word)} cannot be a tag`,
  'group has nodes': ({ word, names }) => t`“${word}” still has ${listed(names.map(short))}`,
  'only group': ({ word }) => t`“${word}” is the only node group`,
  'own group': ({ word }) => t`“${word}” cannot be emptied into itself`,
  'bad policy': () => t`the limits do not fit together`,
  'network connected': ({ word, names }) => t`“${word}” is still connected to ${listed(names)}`,
  'addresses in use': ({ word, names }, world) =>
    t`${listed(names.map((name) => labelOf(world, name)))} still ${names.length > 1 ? 'use' : 'uses'} “${word}”`,
  'address taken': ({ word }) => t`the address ${word} is taken`,
  'already master': ({ node }) => t`${short(node)} is the master already`,
  'no candidate': ({ node }) => t`${short(node)} is no master candidate`,
  'few votes': ({ names, needed }) =>
    t`${names.length === 0 ? t`no node` : listed(names.map(short))} answered, and ${needed} answers are needed`,
  outvoted: ({ node }) => t`the other nodes call ${short(node)} the master`,
  'no voting': () => t`--no-voting needs --yes-do-it as well`,
  'old configuration': ({ node }) => t`${short(node)} may not write the configuration any more`,
  'job died': () => t`the daemon that ran it is gone`,
  canceled: () => t`it was canceled before it ran`,
  'step before': () => t`an earlier part of the job failed`,
  'no command': ({ word }) => t`there is no command “${word}”`,
  unreachable: ({ node }) => t`${short(node)} cannot be reached`,
  drbd: ({ node }) => t`DRBD on ${short(node)} refused`,
  refused: () => t`a check of Ganeti refused it`,
  failed: () => t`a step of it failed`,
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
