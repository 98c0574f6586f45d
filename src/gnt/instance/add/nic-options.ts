/** Parameters of a network card as typed behind --net. Source: INIC_PARAMS_TYPES in Ganeti's constants. */

const KEYS = ['ip', 'link', 'mac', 'mode', 'name', 'network', 'vlan', 'bridge'] as const
type Key = (typeof KEYS)[number]

/** A network card as it was typed: only the properties that were given. */
export type NicGiven = Partial<Record<Key, string>>

/** Whether `--net` takes a property of that name. */
export const isKeyOfNic = (key: string): key is Key => KEYS.some((known) => known === key)

/** Whether the text looks like an IPv4 or IPv6 address. */
export const isAddress = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
    ? text.split('.').every((part) => Number(part) < 256)
    : text.includes(':') && /^[0-9a-f:]+$/i.test(text)
