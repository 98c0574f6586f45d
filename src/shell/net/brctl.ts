import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { machineOf, type World } from '../../sim/world.ts'
import type { NodeTool } from '../node/tool.ts'
import { linksOf } from './links.ts'

/** Names of the interfaces that join the instances of a node to a bridge, in the order in which they started. */
function portsOfGuests(world: World, node: NodeName): { name: string; bridge: string }[] {
  const config = newestConfig(world)
  const guests = Object.values(machineOf(world, node).guests).sort((a, b) => a.since - b.since)
  const nics = guests.flatMap(({ instance }) => own(config?.instances, instance)?.nics ?? [])
  return nics
    .map(({ mode = 'bridged', link }, i) => ({ name: `tap${i}`, bridge: link, mode }))
    .filter(({ mode }) => mode === 'bridged')
}

/** `brctl show`: the bridge of the node with its card and the interfaces of its instances. */
export const brctl: NodeTool = ({ world, node, args }) => {
  const [action, ...wanted] = args
  if (action === undefined) return { err: 'Usage: brctl [commands]\ncommands:\n\tshow\n', exit: 1 }
  if (action !== 'show')
    return { err: `brctl: ${action}: this trainer keeps its bridges; it knows show\n`, exit: 1 }
  const links = linksOf(world, node)
  const card = links.find(({ name }) => name === 'eth0')
  const joint = links.at(-1)?.name ?? ''
  const guests = portsOfGuests(world, node)
  const bridges = [...new Set([joint, ...guests.map(({ bridge }) => bridge)])]
  const missing = wanted.find((name) => !bridges.includes(name))
  if (missing !== undefined) return { err: `bridge ${missing} does not exist!\n`, exit: 1 }
  const rows = bridges
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .map((name) => {
      const ports = [
        ...(name === joint ? ['eth0'] : []),
        ...guests.filter(({ bridge }) => bridge === name).map((port) => port.name),
      ]
      const id = `8000.${name === joint ? card?.mac.replaceAll(':', '') : '000000000000'}`
      return `${name}\t\t${id}\tno\t\t${ports.join('\n\t\t\t\t\t\t\t')}\n`
    })
  return { out: `bridge name\tbridge id\t\tSTP enabled\tinterfaces\n${rows.join('')}`, exit: 0 }
}
