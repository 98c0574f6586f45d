import type { NodeName } from '../../sim/cluster/config.ts'
import { machineOf, type World } from '../../sim/world.ts'
import type { NodeTool } from '../node/tool.ts'
import type { FilterResult } from '../text/filter.ts'
import { dropAddress, linksOf, type NodeLink, setInterface } from './links.ts'

/** ip and ifconfig: what the interfaces are, and the few changes that can be made to them. */

const addressText = (link: NodeLink, withAddresses: boolean): string => {
  const kind = link.name === 'lo' ? 'loopback' : 'ether'
  const everybody = link.name === 'lo' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'
  return [
    `${link.index}: ${link.name}: <${link.flags}> ${link.queue}`,
    `    link/${kind} ${link.mac} brd ${everybody}`,
    ...(withAddresses ? link.addresses : []).flatMap(({ text }) => [
      `    ${text}`,
      '       valid_lft forever preferred_lft forever',
    ]),
    '',
  ].join('\n')
}

const starts = (word: string, full: string): boolean => full.startsWith(word)

const ONLY_THE_CLUSTERS =
  'own addresses are kept by this trainer; only the address of the cluster can be taken down'

const wildcardWarning = (ip: string): string =>
  `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${ip}/32) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
`

/** `ip addr del ADDRESS dev NAME`, and what iproute2 says otherwise. */
function removeAddress(world: World, node: NodeName, words: readonly string[]): FilterResult {
  const dev = words.indexOf('dev')
  const given = words.find((_word, i) => dev < 0 || (i !== dev && i !== dev + 1)) ?? ''
  const device = dev < 0 ? undefined : words[dev + 1]
  if (device === undefined)
    return { err: 'Not enough information: "dev" argument is required.\n', exit: 255 }
  const link = linksOf(world, node).find(({ name }) => name === device)
  if (!link) return { err: `Cannot find device "${device}"\n`, exit: 1 }
  const [address = '', prefix] = given.split('/')
  if (address === machineOf(world, node).ip || link.name === 'lo')
    return { err: `ip: del: ${ONLY_THE_CLUSTERS}\n`, exit: 2 }
  const held = link.addresses.some((each) => each.ip === address)
  if (!held || (prefix !== undefined && prefix !== '32'))
    return { err: 'RTNETLINK answers: Cannot assign requested address\n', exit: 2 }
  dropAddress(world, node)
  return { exit: 0, ...(prefix === undefined ? { err: wildcardWarning(address) } : {}) }
}

/** `ip link set [dev] NAME up|down` */
function setLinkState(world: World, node: NodeName, words: readonly string[]): FilterResult {
  const [name = '', to, ...more] = words.filter((word) => word !== 'dev')
  if (!linksOf(world, node).some((link) => link.name === name))
    return { err: `Cannot find device "${name}"\n`, exit: 1 }
  if ((to !== 'up' && to !== 'down') || more.length > 0 || name === 'lo')
    return { err: 'ip: this trainer sets a link up or down, and keeps the loopback\n', exit: 2 }
  setInterface(world, node, name, to)
  return { exit: 0 }
}

/** `ip [-4] addr [show [dev] NAME]`, `ip addr del`, `ip link`, `ip link set`, `ip route`. */
export const ip: NodeTool = ({ world, node, args }) => {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const [object = ''] = words
  const named = words.slice(1).find((word) => !['show', 'list', 'ls', 'dev', 's'].includes(word))
  if (object === '')
    return {
      err: 'Usage: ip [ OPTIONS ] { addr | link | route } [ show [ dev NAME ] ]\n',
      exit: 255,
    }
  const [, action = ''] = words
  if (action !== '' && starts(object, 'address') && starts(action, 'delete'))
    return removeAddress(world, node, words.slice(2))
  if (action === 'set' && starts(object, 'link')) return setLinkState(world, node, words.slice(2))
  const changing = words.find((word) => ['add', 'del', 'set', 'flush', 'replace'].includes(word))
  if (changing !== undefined) return { err: `ip: ${changing}: ${ONLY_THE_CLUSTERS}\n`, exit: 2 }
  const links = linksOf(world, node)
  if (starts(object, 'route')) {
    const bridge = links.at(-1)
    const own = machineOf(world, node).ip
    const net = own.replace(/\.\d+$/, '.0/24')
    return { out: `${net} dev ${bridge?.name} proto kernel scope link src ${own} \n`, exit: 0 }
  }
  if (!starts(object, 'address') && !starts(object, 'link'))
    return { err: `Object "${object}" is unknown, try "ip help".\n`, exit: 1 }
  const shown = links.filter((link) => named === undefined || link.name === named)
  if (shown.length === 0) return { err: `Device "${named}" does not exist.\n`, exit: 1 }
  const withAddresses = starts(object, 'address')
  return { out: shown.map((link) => addressText(link, withAddresses)).join(''), exit: 0 }
}

const classicText = (name: string, link: NodeLink, address: string | undefined): string => {
  const local = link.name === 'lo'
  const head = local ? 'Link encap:Local Loopback' : `Link encap:Ethernet  HWaddr ${link.mac}`
  const alias = name.includes(':')
  const mask = local ? '255.0.0.0' : alias ? '255.255.255.255' : '255.255.255.0'
  const everybody = alias ? '0.0.0.0' : address?.replace(/\d+$/, '255')
  const broadcast = local ? '' : `Bcast:${everybody}  `
  const flags = local ? 'UP LOOPBACK RUNNING' : `UP BROADCAST${link.up ? ' RUNNING' : ''} MULTICAST`
  const pad = ' '.repeat(10)
  return [
    `${name.padEnd(10)}${head}`,
    ...(address === undefined ? [] : [`${pad}inet addr:${address}  ${broadcast}Mask:${mask}`]),
    `${pad}${flags}  MTU:${local ? 65536 : 1500}  Metric:1`,
    '',
    '',
  ].join('\n')
}

function dropAlias(world: World, node: NodeName): FilterResult {
  if (!machineOf(world, node).masterIp)
    return { err: 'SIOCSIFFLAGS: Cannot assign requested address\n', exit: 255 }
  dropAddress(world, node)
  return { exit: 0 }
}

/**
 * ifconfig: the cluster's address as an interface of its own, NAME:0. Asked for by name, an alias without
 * an address is shown all the same: the kernel answers for the interface in front of the colon. `down`
 * takes the alias away, or the interface down.
 */
export const ifconfig: NodeTool = ({ world, node, args }) => {
  const [named, action] = args.filter((arg) => !arg.startsWith('-'))
  if (
    action === 'down' &&
    named !== undefined &&
    named === `${linksOf(world, node).at(-1)?.name}:0`
  )
    return dropAlias(world, node)
  const device = linksOf(world, node).find(({ name }) => name === named && name !== 'lo')
  if (device && (action === 'down' || action === 'up')) {
    setInterface(world, node, device.name, action)
    return { exit: 0 }
  }
  const blocks = linksOf(world, node).flatMap((link) => [
    { name: link.name, text: classicText(link.name, link, link.addresses[0]?.ip) },
    ...link.addresses.slice(1).map(({ ip: address }) => ({
      name: `${link.name}:0`,
      text: classicText(`${link.name}:0`, link, address),
    })),
  ])
  const shown = blocks.filter(({ name }) => named === undefined || name === named)
  const [real] = named?.split(':') ?? []
  const behind = linksOf(world, node).find((link) => link.name === real && real !== named)
  if (shown.length === 0 && named !== undefined && behind)
    return { out: classicText(named, behind, undefined), exit: 0 }
  if (shown.length === 0)
    return { err: `${named}: error fetching interface information: Device not found\n`, exit: 1 }
  return { out: shown.map(({ text }) => text).join(''), exit: 0 }
}
