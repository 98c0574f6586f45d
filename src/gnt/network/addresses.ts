import { fail, type OpNext, refuse, unlocked } from '../../sim/run/opcode.ts'
import { addressNumber, isIpv6, isIpv6Network, readSubnet } from './pool.ts'

/** Addresses of a network as typed; null: not given. */
export interface Addresses {
  network?: string | null
  gateway: string | null
  network6: string | null
  gateway6: string | null
  addReserved: string[] | null
  removeReserved?: string[] | null
}

/** Checks of an opcode's parameters before anything else (mcpu, OpCode.Validate). */
export function checkAddresses(opcode: string, given: Addresses): OpNext | undefined {
  const wrong = (parameter: string) =>
    refuse('wrong_input', `Parameter 'OP_${opcode}.${parameter}' fails validation`, {
      is: 'value',
      word: parameter,
    })
  if (given.network) {
    const read = readSubnet(given.network)
    if (!read.ok)
      return read.text === null
        ? wrong('network')
        : unlocked(fail(read.text, { is: 'value', word: given.network }))
  }
  const is4 = (text: string) => addressNumber(text) !== null
  if (given.gateway !== null && !is4(given.gateway)) return wrong('gateway')
  if (given.network6 !== null && !isIpv6Network(given.network6)) return wrong('network6')
  if (given.gateway6 !== null && !isIpv6(given.gateway6)) return wrong('gateway6')
  if (!(given.addReserved ?? []).every(is4)) return wrong('add_reserved_ips')
  if (!(given.removeReserved ?? []).every(is4)) return wrong('remove_reserved_ips')
}

/** Why a text is no first half of a MAC address; undefined: it is one. */
export const checkMacPrefix = (text: string): OpNext | undefined =>
  /^[0-9a-f]{2}(:[0-9a-f]{2}){2}$/i.test(text)
    ? undefined
    : refuse('wrong_input', `Invalid MAC address prefix '${text}'`, {
        is: 'value',
        word: text,
      })

/** Addresses separated by commas; null: the option was not given. */
export const addressList = (text: string | null): string[] | null =>
  text === null ? null : text === '' ? [] : text.split(',')
