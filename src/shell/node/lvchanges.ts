import { own } from '../../lib/own.ts'
import { freeDiskMib, type Machine } from '../../sim/cluster/machine.ts'
import { touch } from '../../sim/cluster/unsettled.ts'
import { EXTENT_MIB } from '../../sim/noded/storage.ts'
import { freeMapping, isOpen } from '../../sim/noded/volumes.ts'
import { ask, defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { getopt } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'

/** lvremove and lvcreate: what is done to a node's volumes behind Ganeti's back. */

const MIB_PER: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 }

interface Removal {
  force: boolean
  /** Names of volumes still to be removed, without their group. */
  names: string[]
  exit: number
}

/** What LVM says about a volume group that it cannot find. */
export const groupless = (group: string): string =>
  `  Volume group "${group}" not found\n  Cannot process volume group ${group}\n`

/** The volumes that a path names (all, where it names the group), or the complaint about it. */
function named({ volumeGroup }: Machine, path: string): string[] | string {
  const [group = '', volume] = path.replace(/^\/dev\//, '').split('/')
  if (group !== volumeGroup.name || volumeGroup.state === 'failed') return groupless(group)
  if (volume === undefined || volume === '') return Object.keys(volumeGroup.volumes).sort()
  if (own(volumeGroup.volumes, volume)) return [volume]
  return `  Failed to find logical volume "${group}/${volume}"\n`
}

/** `lvremove`: deletes volumes, after a question for each unless forced. One that is held open stays. */
export const lvremove: Program = defineProgram<Removal>({
  vars: { force: false, names: [], exit: 0 },
  steps: {
    read: (p) => {
      const long = { force: 'f', yes: 'y' }
      const { flags, rest, wrong } = getopt('lvremove', p.argv.slice(1), 'fy', long)
      if (wrong !== null || rest.length === 0) {
        p.err(wrong ?? '  Please enter one or more logical volume paths\n')
        return exit(3)
      }
      p.vars.force = 'f' in flags || 'y' in flags
      for (const path of rest) {
        const found = named(machineOf(p.world, p.node), path)
        if (typeof found !== 'string') p.vars.names.push(...found)
        else {
          p.err(found)
          p.vars.exit = 5
        }
      }
    },
    next: (p) => {
      const machine = machineOf(p.world, p.node)
      const [name] = p.vars.names
      if (name === undefined) return exit(p.vars.exit)
      const path = `${machine.volumeGroup.name}/${name}`
      if (isOpen(machine, name)) {
        p.err(`  Logical volume ${path} in use.\n`)
        p.vars.exit = 5
        p.vars.names.shift()
        return { next: 'goto', then: 'next' }
      }
      if (p.vars.force) return { next: 'goto', then: 'remove' }
      return ask(`Do you really want to remove active logical volume ${path}? [y/n]: `)
    },
    judge: (p) => {
      if (p.answer?.kind === 'text' && /^y(?:es)?$/i.test(p.answer.text.trim())) return
      const [name] = p.vars.names.splice(0, 1)
      p.err(`  Logical volume ${machineOf(p.world, p.node).volumeGroup.name}/${name} not removed\n`)
      p.vars.exit = 5
      return { next: 'goto', then: 'next' }
    },
    remove: (p) => {
      const { volumes } = machineOf(p.world, p.node).volumeGroup
      const [name = ''] = p.vars.names.splice(0, 1)
      delete volumes[name]
      touch(p.world, p.node)
      p.out(`  Logical volume "${name}" successfully removed\n`)
      return { next: 'goto', then: 'next' }
    },
  },
})

const mibOf = (text: string | undefined): number | null => {
  const [, digits, unit = 'm'] = /^(\d+(?:\.\d+)?)([kmgt]?)i?b?$/i.exec(text ?? '') ?? []
  const mib = Number(digits) * (own(MIB_PER, unit.toLowerCase() || 'm') ?? 1)
  return mib > 0 ? Math.ceil(mib / EXTENT_MIB) * EXTENT_MIB : null
}

/** `lvcreate`: makes a volume that belongs to no instance. */
export const lvcreate: NodeTool = ({ world, node, args }) => {
  const long = { size: 'L', name: 'n' }
  const { flags, rest, wrong } = getopt('lvcreate', args, 'L:n:', long)
  const mib = mibOf(flags.L)
  const { n: name } = flags
  if (wrong !== null) return { err: `${wrong}  Error during parsing of command line.\n`, exit: 3 }
  if (mib === null || name === undefined || rest[0] === undefined)
    return {
      err: '  Please name the volume, its size and its group: -n NAME -L SIZE GROUP\n',
      exit: 3,
    }
  const { volumeGroup } = machineOf(world, node)
  if (rest[0] !== volumeGroup.name || volumeGroup.state === 'failed')
    return { err: groupless(rest[0]), exit: 5 }
  if (own(volumeGroup.volumes, name))
    return {
      err: `  Logical Volume "${name}" already exists in volume group "${volumeGroup.name}"\n`,
      exit: 5,
    }
  const free = freeDiskMib(volumeGroup)
  if (mib > free)
    return {
      err: `  Volume group "${volumeGroup.name}" has insufficient free space (${Math.floor(free / EXTENT_MIB)} extents): ${mib / EXTENT_MIB} required.\n`,
      exit: 5,
    }
  volumeGroup.volumes[name] = {
    sizeMib: mib,
    instance: '',
    mapped: freeMapping(volumeGroup.volumes),
  }
  return { out: `  Logical volume "${name}" created.\n`, exit: 0 }
}
