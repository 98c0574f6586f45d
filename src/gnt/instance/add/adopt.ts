/**
 * Disks of a new instance that exist already: add --disk N:adopt=VOLUME. Source: lib/cmdlib/instance_create.py
 * (_CheckDiskArguments, CheckPrereq, Exec).
 */
import { volumeNames } from '../../../sim/cluster/config.ts'
import { fail, type OpNext, refuse, unhandled, wrongParameter } from '../../../sim/run/opcode.ts'
import { ask, when } from '../../../sim/run/parts.ts'
import { type CreateOp, type CreateSteps, newborn, template } from './op.ts'

/** Whether the instance takes over volumes. */
export const adopts = ({ params }: CreateOp): boolean =>
  params.disks.some(({ adopt }) => (adopt ?? null) !== null)

/** What is wrong with the disks as they were asked for, whatever the nodes have. */
export function checkDiskArguments(op: CreateOp): OpNext | undefined {
  const { disks, iallocator } = op.params
  const names = disks.flatMap(({ name }) => (name === null ? [] : [name]))
  const numeric = names.find((name) => /^\s*[-+]?\d+\s*$/.test(name))
  if (numeric !== undefined)
    return refuse(
      'wrong_input',
      `Invalid name '${numeric}'. Purely numeric disk names are not allowed`,
    )
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return refuse('resource_not_unique', `disk name '${twice}' already used`)
  const unknown = disks.map((disk) => disk.unknown ?? null).find((key) => key !== null)
  if (unknown) return wrongParameter(`Unknown parameter '${unknown}'`)
  if (!adopts(op)) return undefined
  const no = (text: string) => refuse('wrong_input', text)
  if (disks.some(({ adopt }) => (adopt ?? null) === null))
    return no('Either all disks are adopted or none is')
  if (template(op) !== 'plain')
    return no(`Disk adoption is not supported for the '${template(op)}' disk template`)
  return iallocator === null ? undefined : no('Disk adoption not allowed with an iallocator script')
}

const groupOf = (op: CreateOp, group: string | null | undefined): string =>
  group ?? op.config.cluster.volumeGroup

/** The volumes to adopt, as Ganeti names them: GROUP/VOLUME. */
const wanted = (op: CreateOp): string[] =>
  op.params.disks.map(({ adopt, group }) => `${groupOf(op, group)}/${adopt}`)

function checkWanted(op: CreateOp): OpNext | undefined {
  const volumes = wanted(op)
  if (new Set(volumes).size < volumes.length)
    return refuse('wrong_input', 'Duplicate volume names given for adoption')
  const odd = op.params.disks.some(({ adopt }) => !/^[A-Za-z0-9+_.-]+$/.test(adopt ?? ''))
  if (odd)
    return unhandled(
      'RPC input: Validation errors: Volume name must consist only of [a-z][A-Z][0-9][+_.-]',
    )
  const used = Object.values(op.config.instances).flatMap((other) => volumeNames(op.config, other))
  const taken = volumes.find((name) => used.includes(name))
  return taken === undefined
    ? undefined
    : refuse('resource_not_unique', `LV named ${taken} used by another instance`)
}

/** Looks for the volumes on the primary, and takes their sizes. */
export const adoptionChecks: CreateSteps = when('disks are adopted', adopts, [
  { checkWanted },
  ask('ask for the volumes', 'lv_list', {
    to: (op) => op.vars.primary,
    args: () => ({}),
    answer: (op, reply) => {
      if (!reply.ok)
        return refuse(
          'unclassified',
          `Cannot get LV information from node ${reply.node}: ${reply.error}`,
        )
      const { volumeGroup } = op.config.cluster
      const there = reply.payload.map((volume) => ({
        ...volume,
        at: `${volumeGroup}/${volume.name}`,
      }))
      const missing = wanted(op).filter((name) => !there.some(({ at }) => at === name))
      if (missing.length > 0)
        return refuse('wrong_input', `Missing logical volume(s): ${missing.join(', ')}`)
      const found = wanted(op).flatMap((name) => there.find(({ at }) => at === name) ?? [])
      const online = found.filter((volume) => volume.online).map(({ at }) => at)
      if (online.length > 0)
        return refuse(
          'wrong_state',
          `Online logical volumes found, cannot adopt: ${online.join(', ')}`,
        )
      for (const [i, disk] of newborn(op).disks.entries()) disk.sizeMib = found[i]?.sizeMib ?? 0
    },
  }),
])

/** Gives the adopted volumes their new names. */
export const adoptVolumes: CreateSteps = ask('rename the volumes', 'blockdev_rename', {
  to: (op) => op.vars.primary,
  args: (op) => ({
    renames: newborn(op).disks.map((disk, i): [string, string] => [
      op.params.disks[i]?.adopt ?? '',
      disk.kind === 'plain' ? disk.volume : '',
    ]),
  }),
  answer: (_op, reply) => {
    if (!reply.ok) return fail(`Failed to rename adoped LVs: ${reply.error}`)
  },
})
