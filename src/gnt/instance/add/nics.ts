/**
 * Network cards of a new instance. Source: lib/cmdlib/instance_utils.py (ComputeNics), lib/cmdlib/instance_create.py
 * (CheckPrereq).
 */
import { drawUuid } from '../../../lib/random.ts'
import type { NicConf, NicParameter } from '../../../sim/cluster/config.ts'
import { isNicMode, nicDefaults, settingsOf } from '../../../sim/cluster/settings.ts'
import { corrupt, type OpContext, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { findNetwork, unknownNetwork } from '../../network/names.ts'
import {
  conflictingAddress,
  freeAddress,
  isFree,
  isMac,
  isMacTaken,
  linkOf,
  newMac,
} from '../nics.ts'
import { isAddress } from './nic-options.ts'
import type { CreateParams } from './request.ts'

/** An operation that makes an instance: `host` is what its name resolves to, `primary` its node. */
type Creating = OpContext<CreateParams, { host: { ip: string | null } | null; primary: string }>

/** The cards that were asked for; addresses out of a pool are still open. */
export function planNics(op: Creating): NicConf[] | OpNext {
  const defaults = nicDefaults(op.config)
  const nics: NicConf[] = []
  for (const given of op.params.nics) {
    const ip = given.ip === undefined || given.ip.toLowerCase() === 'none' ? null : given.ip
    const named = given.network === undefined || given.network.toLowerCase() === 'none'
    const network = named ? undefined : findNetwork(op.config, given.network ?? '')
    const no = (text: string) => refuse('wrong_input', text)
    if (!named && (given.mode !== undefined || given.link !== undefined))
      return no('If network is given, no mode or link is allowed to be passed')
    if (ip === 'auto' && !op.params.nameCheck)
      return no('IP address set to auto but name checks have been skipped')
    if (ip === 'pool' && named) return no('if ip=pool, parameter network must be passed too')
    if (ip !== null && ip !== 'auto' && ip !== 'pool' && !isAddress(ip))
      return no(`Invalid IP address '${ip}'`)
    const mode = given.mode ?? defaults.mode
    if (mode === 'routed' && ip === null && named)
      return no('Routed nic mode requires an ip address if not attached to a network')
    if (!isNicMode(mode)) return corrupt(`Invalid NIC mode '${mode}'`)
    if (!named && !network) return unknownNetwork(given.network ?? '')
    const generated = given.mac === undefined || given.mac === 'auto' || given.mac === 'generate'
    const mac = generated ? '' : (given.mac ?? '').toLowerCase()
    if (!generated && !isMac(mac)) return no(`Invalid MAC address '${given.mac}'`)
    if (!generated && (isMacTaken(op.config, mac) || nics.some((nic) => nic.mac === mac)))
      return refuse('resource_not_unique', `MAC address ${mac} already in use in cluster`)
    const mine: NicParameter[] = []
    if (given.mode !== undefined) mine.push('mode')
    if (given.link !== undefined || given.bridge !== undefined) mine.push('link')
    if (given.vlan !== undefined) mine.push('vlan')
    nics.push({
      uuid: drawUuid(op.world.random, 'uuid'),
      mac: generated ? newMac(op.world, op.config, network) : mac,
      link: given.link ?? given.bridge ?? defaults.link,
      ip: ip === 'auto' ? (op.vars.host?.ip ?? null) : ip,
      name: given.name ?? null,
      ...(mode === 'bridged' ? {} : { mode }),
      ...(given.vlan === undefined ? {} : { vlan: given.vlan }),
      ...(network ? { network: network.uuid } : {}),
      ...(mine.length > 0 ? { given: mine } : {}),
    })
  }
  return nics
}

/** Cards of IP networks: connected as the node's group says, with an address out of the pool or as given. */
export function joinNetworks(op: Creating, nics: NicConf[]): OpNext | undefined {
  for (const [i, nic] of nics.entries()) {
    const network = nic.network ? findNetwork(op.config, nic.network) : undefined
    if (!network) {
      const conflict =
        nic.ip !== null && op.params.conflictsCheck
          ? conflictingAddress(op.config, nic.ip, op.vars.primary)
          : undefined
      if (conflict) return conflict
      continue
    }
    const link = linkOf(op.config, network, op.vars.primary)
    if (!link)
      return refuse(
        'wrong_input',
        `No netparams found for network ${network.name}. Probably not connected to node's ${op.vars.primary} nodegroup`,
      )
    const { mode, link: name, vlan } = link
    op.info(`NIC/${i} inherits netparams ['${mode}', '${name}', '${vlan}']`)
    Object.assign(nic, { mode, link: name, vlan, given: ['mode', 'link', 'vlan'] })
    const others = nics.filter((each) => each !== nic && each.ip !== 'pool')
    if (nic.ip === 'pool') {
      nic.ip = freeAddress(op.config, network, others)
      if (nic.ip === null)
        return refuse('wrong_state', `Unable to get a free IP for NIC ${i} from the address pool`)
      op.info(`Chose IP ${nic.ip} from network ${network.name}`)
    } else if (nic.ip !== null && !isFree(op.config, network, nic.ip, others))
      return refuse(
        'resource_not_unique',
        `IP address ${nic.ip} already in use or does not belong to network ${network.name}`,
      )
  }
  return undefined
}

/** The card over which an instance talks to its node. */
export function addCommunication({ params, config }: Creating): void {
  const name = `gnt.com.${params.instance}`
  if (params.nics.some((nic) => nic.name === name)) return
  const network = settingsOf(config).communicationNetwork
  params.nics = [...params.nics, { name, mac: 'generate', ip: 'pool', network }]
}
