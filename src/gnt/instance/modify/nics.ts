/**
 * gnt-instance modify --net: network cards that are added, changed and removed. Source:
 * lib/cmdlib/instance_set_params.py (_VerifyNicModification, _PrepareNicModification, _CreateNewNic, _ApplyNicMods).
 */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import type { NetworkConf, NicConf, NicParameter } from '../../../sim/cluster/config.ts'
import { isNicMode, type NicDefaults, nicDefaults } from '../../../sim/cluster/settings.ts'
import { corrupt, fail, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { ask, forEach } from '../../../sim/run/parts.ts'
import { findNetwork, unknownNetwork } from '../../network/names.ts'
import { nicGiven } from '../../query/fields/instance-devices.ts'
import { isAddress } from '../add/nic-options.ts'
import { lockedInstance } from '../checks.ts'
import {
  conflictingAddress,
  freeAddress,
  isFree,
  isMac,
  isMacTaken,
  linkOf,
  newMac,
} from '../nics.ts'
import { hotplug } from './hotplug.ts'
import type { NicChange } from './nic-options.ts'
import type { ModifyOp, ModifySteps } from './op.ts'

const MOST_NICS = 8
const PARAMETERS: readonly NicParameter[] = ['mode', 'link', 'vlan']

const no = (text: string): OpNext => refuse('wrong_input', text)

/** The words "none", "NONE" and so on. */
const isNone = (text: string | null | undefined): boolean => text?.toLowerCase() === 'none'

/** A property as it was given: undefined where it was not; null for none. */
const given = ({ params }: NicChange, key: string): string | null | undefined => {
  const value = own(params, key)
  return isNone(value) && ['name', 'network', 'ip'].includes(key) ? null : value
}

/** What is wrong with a change, whatever the instance has. */
function verifyOne(change: NicChange): OpNext | undefined {
  if (change.action === 'remove') return undefined
  const { params } = change
  const network = given(change, 'network')
  if (network && (own(params, 'link') !== undefined || own(params, 'mode') !== undefined))
    return no('If network is given mode or link should not')
  const ip = given(change, 'ip')
  if (ip?.toLowerCase() === 'pool') {
    if (change.action === 'add' && !network)
      return no('If ip=pool, parameter network cannot be none')
  } else if (typeof ip === 'string' && !isAddress(ip)) return no(`Invalid IP address '${ip}'`)
  const mac = own(params, 'mac')
  if (typeof mac !== 'string' || mac === 'generate') return undefined
  if (mac === 'auto')
    return change.action === 'modify'
      ? no("'auto' is not a valid MAC address when modifying an existing NIC")
      : undefined
  return isMac(mac) ? undefined : no(`Invalid MAC address '${mac}'`)
}

/** Looks at what was typed, before the instance is looked up. */
export function verifyNics(op: ModifyOp): OpNext | undefined {
  for (const change of op.params.nics) {
    const refusal = verifyOne(change)
    if (refusal) return refusal
  }
  return undefined
}

/** The card's place in the list; a new card's is where it will stand. */
function placeOf(nics: readonly NicConf[], { action, ident }: NicChange): number | OpNext {
  if (/^[-+]?\d+$/.test(ident)) {
    const index = Number(ident)
    if (index === -1) return action === 'add' ? nics.length : nics.length - 1
    if (index < 0) return fail('Not accepting negative indices other than -1')
    const beyond = action === 'add' ? index > nics.length : index >= nics.length
    return beyond
      ? fail(
          index > nics.length
            ? `Got NIC index ${index}, but there are only ${nics.length}`
            : 'list index out of range',
        )
      : index
  }
  const found = nics.findIndex(({ uuid, name }) => uuid === ident || name === ident)
  return found >= 0 ? found : refuse('unknown_entity', `Cannot find NIC with identifier ${ident}`)
}

/** The card that is being planned; undefined where one is removed. */
const plannedCard = (op: ModifyOp): NicConf | undefined =>
  op.vars.nicAt === null ? undefined : op.vars.nics[op.vars.nicAt]

const networkOf = (op: ModifyOp, uuid: string | null | undefined): NetworkConf | undefined =>
  uuid ? findNetwork(op.config, uuid) : undefined

/** Mode, link and vlan of the card. */
function parametersOf(
  op: ModifyOp,
  change: NicChange,
  before: NicConf | undefined,
  network: NetworkConf | undefined,
): { ok: true; filled: NicDefaults } | { ok: false; next: OpNext } {
  const defaults = nicDefaults(op.config)
  if (network) {
    const link = linkOf(op.config, network, lockedInstance(op).primary)
    if (link) return { ok: true, filled: link as NicDefaults }
    return {
      ok: false,
      next: no(`No netparams found for the network ${network.name}, probably not connected`),
    }
  }
  const filled: Record<NicParameter, string> = { ...defaults }
  for (const name of PARAMETERS) {
    if (before && nicGiven(before).includes(name)) filled[name] = valuesOf(before)[name]
    const value = own(change.params, name)
    if (value === undefined) continue
    filled[name] = value === null || value === 'default' ? defaults[name] : value
  }
  if (!isNicMode(filled.mode))
    return { ok: false, next: corrupt(`Invalid NIC mode '${filled.mode}'`) }
  return { ok: true, filled: filled as NicDefaults }
}

const valuesOf = (nic: NicConf): Record<NicParameter, string> => ({
  mode: nic.mode ?? 'bridged',
  link: nic.link,
  vlan: nic.vlan ?? '',
})

/** Plans one change in `vars.nics`, without its address. */
function planCard(op: ModifyOp, change: NicChange): OpNext | undefined {
  const { vars } = op
  vars.nicAt = null
  if (change.action === 'attach' || change.action === 'detach')
    return no(
      `${change.action === 'attach' ? 'Attach' : 'Detach'} operation is not supported for NICs`,
    )
  const index = placeOf(vars.nics, change)
  if (typeof index !== 'number') return index
  if (change.action === 'remove') {
    vars.nics = vars.nics.filter((_nic, i) => i !== index)
    vars.nicChanges.push([`NIC/${index}`, 'remove'])
    return undefined
  }
  const before = change.action === 'add' ? undefined : vars.nics[index]
  const wanted = given(change, 'network')
  const network = networkOf(op, wanted === undefined ? before?.network : wanted)
  if (wanted && !network) return unknownNetwork(wanted)
  const parameters = parametersOf(op, change, before, network)
  if (!parameters.ok) return parameters.next
  const { filled } = parameters
  const name = given(change, 'name')
  const card: NicConf = {
    uuid: before?.uuid ?? drawUuid(op.world.random, 'uuid'),
    mac: before?.mac ?? '',
    ip: before?.ip ?? null,
    name: name === undefined ? (before?.name ?? null) : name,
    network: network?.uuid ?? null,
    mode: filled.mode,
    link: filled.link,
    vlan: filled.vlan,
    // What is written is filled in, so nothing of it follows the cluster any more.
    given: [...PARAMETERS],
  }
  vars.nics = before
    ? vars.nics.map((nic, i) => (i === index ? card : nic))
    : [...vars.nics.slice(0, index), card, ...vars.nics.slice(index)]
  vars.nicAt = index
  vars.nicBefore = before ? clone(before) : null
  return undefined
}

/** The card's MAC address. */
function planMac(op: ModifyOp, change: NicChange, card: NicConf): OpNext | undefined {
  const mac = own(change.params, 'mac')
  const network = networkOf(op, card.network)
  const before = op.vars.nicBefore
  if (mac === null) return no('Cannot unset the NIC MAC address')
  if (mac === undefined && before) {
    const prefix = networkOf(op, before.network)?.macPrefix ?? null
    if (before.network !== card.network && prefix !== (network?.macPrefix ?? null))
      card.mac = newMac(op.world, op.config, network)
    return undefined
  }
  if (mac === undefined || mac === 'auto' || mac === 'generate') {
    card.mac = newMac(op.world, op.config, network)
    return undefined
  }
  if (isMacTaken(op.config, mac.toLowerCase()))
    return refuse('resource_not_unique', `MAC address '${mac}' already in use in cluster`)
  card.mac = mac.toLowerCase()
  return undefined
}

/** The card's IP address: chosen from its network, or as it was given. */
function planAddress(op: ModifyOp, change: NicChange, card: NicConf): OpNext | undefined {
  const before = op.vars.nicBefore
  const typed = given(change, 'ip')
  const wanted = typed === undefined ? (before?.ip ?? null) : typed
  const network = networkOf(op, card.network)
  const others = op.vars.nics.filter((nic) => nic !== card)
  card.ip = wanted
  if (wanted === (before?.ip ?? null) && (card.network ?? null) === (before?.network ?? null)) {
    const asks = ['link', 'mode'].some((key) => own(change.params, key) != null)
    return before?.network && asks
      ? no('Not allowed to change link or mode of a NIC that is connected to a network')
      : undefined
  }
  if (wanted === null) return undefined
  if (wanted.toLowerCase() === 'pool') {
    if (!network) return no('ip=pool, but no network found')
    const free = freeAddress(op.config, network, others)
    if (free === null) return refuse('wrong_state', 'Unable to get a free IP from the address pool')
    op.info(`Chose IP ${free} from network ${network.name}`)
    card.ip = free
    return undefined
  }
  if (!network)
    return op.params.conflictsCheck
      ? conflictingAddress(op.config, wanted, lockedInstance(op).primary)
      : undefined
  op.info(`Reserving IP ${wanted} in network ${network.name}`)
  return isFree(op.config, network, wanted, others)
    ? undefined
    : refuse('resource_not_unique', `IP ${wanted} not available in network ${network.name}`)
}

/** What the client will list. */
function tellCard(op: ModifyOp, change: NicChange, card: NicConf, index: number): void {
  const python = (value: string | null | undefined) => value ?? 'None'
  const network = networkOf(op, card.network)?.name ?? null
  const { nicChanges, nicBefore } = op.vars
  if (!nicBefore) {
    nicChanges.push([
      `nic.${index}`,
      `add:mac=${card.mac},ip=${python(card.ip)},mode=${card.mode},link=${card.link},network=${python(network)}`,
    ])
    return
  }
  const moved = nicBefore.mac !== card.mac
  if (own(change.params, 'mac') !== undefined || moved)
    nicChanges.push([`nic.mac/${index}`, card.mac])
  if (given(change, 'ip') !== undefined) nicChanges.push([`nic.ip/${index}`, python(card.ip)])
  if (given(change, 'name') !== undefined) nicChanges.push([`nic.name/${index}`, python(card.name)])
  if ((nicBefore.network ?? null) !== (card.network ?? null))
    nicChanges.push([`nic.network/${index}`, python(network)])
  for (const [name, value] of Object.entries(valuesOf(card)))
    nicChanges.push([`nic.${name}/${index}`, value])
}

/** Plans all changes in `vars.nics`; the primary is asked for every bridge. */
export const nicChecks: ModifySteps = [
  {
    beginCards: (op) => {
      op.vars.nics = clone(lockedInstance(op).nics)
    },
  },
  forEach(
    'network card',
    (op: ModifyOp) => op.params.nics,
    (change) => [
      { planCard: (op: ModifyOp) => planCard(op, change(op)) },
      ask('ask for its bridge', 'bridges_exist', {
        to: (op: ModifyOp) =>
          plannedCard(op)?.mode === 'bridged' ? lockedInstance(op).primary : null,
        args: (op: ModifyOp) => ({ links: [plannedCard(op)?.link ?? ''] }),
        answer: (op: ModifyOp, reply) => {
          if (reply.ok) return undefined
          const text = `Error checking bridges on node '${reply.node}': ${reply.error}`
          if (!op.params.force) return refuse('environment_error', text)
          op.vars.warnings.push(text)
          return undefined
        },
      }),
      {
        planRest: (op: ModifyOp) => {
          const card = plannedCard(op)
          if (!card) return undefined
          const typed = given(change(op), 'ip')
          const ip = typed === undefined ? card.ip : typed
          if (card.mode === 'routed' && ip === null && !card.network)
            return no(
              'Cannot set the NIC IP address to None on a routed NIC if not attached to a network',
            )
          const refusal = planMac(op, change(op), card) ?? planAddress(op, change(op), card)
          if (refusal) return refusal
          tellCard(op, change(op), card, op.vars.nicAt ?? 0)
          return undefined
        },
      },
      hotplug('plug the card in or out'),
      {
        tellPlugged: (op: ModifyOp) => {
          const { hotplugged, nicAt, nicChanges } = op.vars
          if (hotplugged !== '')
            nicChanges.push([
              nicAt === null ? (nicChanges.at(-1)?.[0] ?? '') : `nic.${nicAt}`,
              hotplugged,
            ])
        },
      },
    ],
  ),
  {
    countCards: ({ vars }) =>
      vars.nics.length > MOST_NICS
        ? refuse(
            'wrong_state',
            `Instance has too many network interfaces (${vars.nics.length}), cannot add more`,
          )
        : undefined,
  },
]
