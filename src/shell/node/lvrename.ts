import { own } from '../../lib/own.ts'
import { renameVolume } from '../../sim/noded/volumes.ts'
import { machineOf } from '../../sim/world.ts'
import { getopt } from '../text/getopt.ts'
import { groupless } from './lvchanges.ts'
import type { NodeTool } from './tool.ts'

/** lvrename, with its checks in their order. Source: LVM2, tools/lvrename.c and lib/misc/lvm-string.c. */

const INVALID = 3
const FAILED = 5
/** NAME_LEN, less what stands around the two names in a path below /dev/. */
const PATH_LENGTH = 128 - '/dev/'.length - 3

const RESERVED_STARTS = ['snapshot', 'pvmove']
const RESERVED_PARTS = '_mlog _mimage _rimage _rmeta _vorigin _tdata _tmeta'.split(' ')

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The group that a path names, if it names one. */
const groupIn = (path: string): string | undefined => {
  const parts = path.replace(/^\/dev\//, '').split('/')
  return parts.length > 1 ? parts[0] : undefined
}

const isName = (name: string): boolean =>
  /^[a-zA-Z0-9_.+][a-zA-Z0-9_.+-]*$/.test(name) && !/^\.\.?$/.test(name)

interface Renaming {
  group: string
  from: string
  to: string
}

type Complaint = { err: string; exit: number }
const complaint = (text: string, exit: number): Complaint => ({ err: `  ${text}\n`, exit })

/** What the arguments ask for: GROUP OLD NEW, or GROUP/OLD NEW. */
function askedFor(args: readonly string[]): Renaming | Complaint {
  const [first = '', second = '', third] = args
  if (args.length !== 2 && args.length !== 3)
    return complaint('Old and new logical volume names required', INVALID)
  const [old, wanted] = third === undefined ? [first, second] : [second, third]
  const group = third === undefined ? groupIn(old) : first.replace(/^\/dev\//, '')
  const [oldGroup, newGroup] = [groupIn(old), groupIn(wanted)]
  if (group !== undefined && oldGroup !== undefined && oldGroup !== group)
    return complaint(`Please use a single volume group name ("${group}" or "${oldGroup}")`, INVALID)
  if (group === undefined || !isName(group))
    return complaint('Please provide a valid volume group name', INVALID)
  if (newGroup !== undefined && newGroup !== group)
    return complaint(
      `Logical volume names must have the same volume group ("${group}" or "${newGroup}")`,
      INVALID,
    )
  return { group, from: baseOf(old), to: baseOf(wanted) }
}

/** What is wrong with a new name whatever volumes there are. */
function nameless({ group, from, to }: Renaming): Complaint | null {
  const longest = PATH_LENGTH - group.length
  if (to.length > longest)
    return complaint(`New logical volume path exceeds maximum length of ${longest}!`, FAILED)
  if (to === '') return complaint('New logical volume name may not be blank', FAILED)
  const start = RESERVED_STARTS.find((reserved) => to.startsWith(reserved))
  const part = RESERVED_PARTS.find((reserved) => to.includes(reserved))
  const choose = 'Please choose a different LV name.'
  if (start !== undefined)
    return complaint(`Names starting "${start}" are reserved. ${choose}`, FAILED)
  if (part !== undefined)
    return complaint(`Names including "${part}" are reserved. ${choose}`, FAILED)
  if (!isName(to)) return complaint(`New logical volume name "${to}" is invalid`, INVALID)
  if (from === to) return complaint('Old and new logical volume names must differ', INVALID)
  return null
}

/** `lvrename`: gives a volume another name, also one that is in use. */
export const lvrename: NodeTool = ({ world, node, args }) => {
  const long = { autobackup: 'A', force: 'f', test: 't', verbose: 'v', yes: 'y' }
  const { flags, rest, wrong } = getopt('lvrename', args, 'A:ftvy', long)
  if (wrong !== null)
    return { err: `${wrong}  Error during parsing of command line.\n`, exit: INVALID }
  const asked = askedFor(rest)
  if ('err' in asked) return asked
  const problem = nameless(asked)
  if (problem) return problem
  const { group, from, to } = asked
  const machine = machineOf(world, node)
  const { volumeGroup } = machine
  if (group !== volumeGroup.name || volumeGroup.state === 'failed')
    return { err: groupless(group), exit: FAILED }
  if (!own(volumeGroup.volumes, from))
    return complaint(
      `Existing logical volume "${from}" not found in volume group "${group}"`,
      FAILED,
    )
  if (own(volumeGroup.volumes, to))
    return complaint(`Logical volume "${to}" already exists in volume group "${group}"`, FAILED)
  const out = `  Renamed "${from}" to "${to}" in volume group "${group}"\n`
  if ('t' in flags)
    return {
      err: '  TEST MODE: Metadata will NOT be updated and volumes will not be (de)activated.\n',
      out,
      exit: 0,
    }
  renameVolume(machine, from, to)
  return { out, exit: 0 }
}
