import type { NodeName } from '../../sim/cluster/config.ts'
import { setCable } from '../../sim/cluster/wires.ts'
import { machineOf, type World } from '../../sim/world.ts'

/** The network interfaces of a node: the loopback, its card, and the bridge with its addresses. */

/** An interface, as the kernel has it. */
export interface NodeLink {
  index: number
  name: string
  flags: string
  queue: string
  mac: string
  /** Address with prefix, scope and label. */
  addresses: { text: string; ip: string }[]
  up: boolean
}

/** A locally administered address that belongs to the node for good. */
function macOf(node: NodeName): string {
  let hash = 2166136261
  for (const c of node) hash = Math.imul(hash ^ c.charCodeAt(0), 16777619) >>> 0
  const bytes = [0xaa, 0x00, ...[24, 16, 8, 0].map((bits) => (hash >>> bits) & 255)]
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/** The interfaces of a node: the loopback, eth0, and the bridge that eth0 belongs to. */
export function linksOf(world: World, node: NodeName): NodeLink[] {
  const machine = machineOf(world, node)
  const { ssconf } = machine.files
  const bridge = ssconf?.masterNetdev ?? 'br-lan'
  const { is, down } = machine.cable
  /** The flags of an interface and what the kernel calls its state. */
  const state = (name: string) => {
    if (name === down) return { carrier: 'BROADCAST,MULTICAST', state: 'DOWN', up: false }
    // The card of a bridge that is down still has its carrier.
    const up = is === 'in' || (down === bridge && name === 'eth0')
    const carrier = `BROADCAST,MULTICAST,${up ? 'UP,LOWER_UP' : 'NO-CARRIER,UP'}`
    return { carrier, state: up ? 'UP' : 'DOWN', up }
  }
  const [card, joint] = [state('eth0'), state(bridge)]
  const own = { ip: machine.ip, text: `inet ${machine.ip}/24 scope global ${bridge}` }
  const cluster =
    machine.masterIp && ssconf
      ? [{ ip: ssconf.masterIp, text: `inet ${ssconf.masterIp}/32 scope global ${bridge}:0` }]
      : []
  const local = { ip: '127.0.0.1', text: 'inet 127.0.0.1/8 scope host lo' }
  const mac = macOf(node)
  return [
    {
      index: 1,
      name: 'lo',
      flags: 'LOOPBACK,UP,LOWER_UP',
      queue: 'mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
      mac: '00:00:00:00:00:00',
      addresses: [local],
      up: true,
    },
    {
      index: 2,
      name: 'eth0',
      flags: card.carrier,
      queue: `mtu 1500 qdisc pfifo_fast master ${bridge} state ${card.state} group default qlen 1000`,
      mac,
      addresses: [],
      up: card.up,
    },
    {
      index: 3,
      name: bridge,
      flags: joint.carrier,
      queue: `mtu 1500 qdisc noqueue state ${joint.state} group default qlen 1000`,
      mac,
      addresses: [own, ...cluster],
      up: joint.up,
    },
  ]
}

/** Takes an interface up or down, as ip, ifconfig, ifup and ifdown do. Through either of them no packet passes. */
export function setInterface(world: World, node: NodeName, name: string, to: 'up' | 'down'): void {
  const { cable } = machineOf(world, node)
  if (to === 'down') setCable(world, node, 'out', name)
  else if (cable.down === name) setCable(world, node, 'in', name)
}

/** Takes the cluster's address down by hand, as where two masters hold it. */
export function dropAddress(world: World, node: NodeName): void {
  const machine = machineOf(world, node)
  machine.masterIp = false
  delete machine.masterIpAnnounced
}
