import type { ClusterConfig, NetworkConf } from '../../sim/cluster/config.ts'

/** Addresses of an IPv4 network by their position in it. Source: lib/network.py (AddressPool). */

const SMALLEST_BITS = 30
const LARGEST_BITS = 16

/** An IPv4 address as a number; null: it is none. */
export function addressNumber(text: string): number | null {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part))) return null
  const bytes = parts.map(Number)
  return bytes.some((byte) => byte > 255) ? null : bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

/** An IPv4 address, given as a number, with dots. */
export const addressText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')

/** Not every IPv6 address that Python takes, but nothing that it does not. */
export const isIpv6 = (text: string): boolean => {
  const halves = text.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (halves.length > 2 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}

/** Whether the text is an IPv6 address with or without "/bits". */
export const isIpv6Network = (text: string): boolean => {
  const [address = '', bits = '128', ...more] = text.split('/')
  return more.length === 0 && isIpv6(address) && /^\d{1,3}$/.test(bits) && Number(bits) <= 128
}

/** A range of IPv4 addresses: the first one as a number, the length of the prefix, and how many there are. */
export interface Subnet {
  base: number
  bits: number
  size: number
}

type Read =
  | { ok: true; subnet: Subnet }
  /** `text`: what Python says; null where it takes it for no address at all. */
  | { ok: false; text: string | null }

/** `address/bits`; without bits one address. Source: Python's ipaddress.IPv4Network. */
export function readSubnet(typed: string): Read {
  const [host = '', mask = '32', ...more] = typed.split('/')
  const address = addressNumber(host)
  if (address === null || more.length > 0) return { ok: false, text: null }
  const bits = Number(mask)
  if (!/^\d+$/.test(mask) || bits > 32)
    return { ok: false, text: `'${mask}' is not a valid netmask` }
  const size = 2 ** (32 - bits)
  if (address % size !== 0) return { ok: false, text: `${typed} has host bits set` }
  return { ok: true, subnet: { base: address, bits, size } }
}

/** Why a network cannot be a pool; null: it can. */
export function poolProblem({ bits, size }: Subnet): string | null {
  if (bits < LARGEST_BITS)
    return `A big network with ${size} host(s) is currently not supported. please specify at most a /${LARGEST_BITS} network`
  if (bits > SMALLEST_BITS)
    return `A network with only ${size} host(s) is too small, please specify at least a /${SMALLEST_BITS} network`
  return null
}

/** The subnet of a network that was accepted. */
export function subnetOf({ network }: Pick<NetworkConf, 'network'>): Subnet {
  const read = readSubnet(network)
  if (!read.ok) throw new Error(`the configuration holds the network ${network}`)
  return read.subnet
}

/** Position of an address in the subnet; null: it lies outside. */
export function positionOf(subnet: Subnet, address: string): number | null {
  const value = addressNumber(address)
  if (value === null || value < subnet.base || value >= subnet.base + subnet.size) return null
  return value - subnet.base
}

/** Why an address cannot be reserved or released; null: it can, and `reserved` is changed. */
export function reserve(
  subnet: Subnet,
  reserved: Set<number>,
  address: string,
  to: 'reserved' | 'free',
): string | null {
  const position = positionOf(subnet, address)
  if (position === null)
    return `${addressText(subnet.base)}/${subnet.bits} does not contain ${address}`
  if (reserved.has(position) === (to === 'reserved'))
    return to === 'reserved'
      ? `IP ${address} is already externally reserved`
      : `IP ${address} is not externally reserved`
  if (to === 'reserved') reserved.add(position)
  else reserved.delete(position)
  return null
}

/** Addresses that instances have. */
const usedBy = (config: ClusterConfig, network: NetworkConf, subnet: Subnet): number[] =>
  Object.values(config.instances)
    .flatMap((instance) => instance.nics)
    .flatMap((nic) => {
      const own = nic.network === network.uuid && nic.ip !== null
      const position = own ? positionOf(subnet, nic.ip ?? '') : null
      return position === null ? [] : [position]
    })

/** Which addresses are taken: by an instance, or by hand. */
export function usage(config: ClusterConfig, network: NetworkConf): boolean[] {
  const subnet = subnetOf(network)
  const map = Array.from({ length: subnet.size }, () => false)
  for (const position of [...network.reserved, ...usedBy(config, network, subnet)])
    map[position] = true
  return map
}

/** Whether an instance has this address of the network. */
export const isUsed = (config: ClusterConfig, network: NetworkConf, address: string): boolean => {
  const subnet = subnetOf(network)
  const position = positionOf(subnet, address)
  return position !== null && usedBy(config, network, subnet).includes(position)
}
