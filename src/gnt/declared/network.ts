/** Declarations of gnt-network. Source: lib/client/gnt_network.py. */

import {
  DRY_RUN,
  FORCE,
  MAC_PREFIX,
  NIC_PARAMETERS,
  NO_CONFLICTS_CHECK,
  NO_HEADERS,
  OUTPUT,
  PRIORITY,
  SEPARATOR,
  SUBMIT_OPTIONS,
  TAG_SOURCE,
  TAGS,
  VERBOSE,
} from '../options.ts'
import { any, type CommandSpec, one, type ProgramSpec, value, withoutEffect } from '../spec.ts'

const ADD_RESERVED_IPS = value(
  '--add-reserved-ips',
  'Addresses, separated by commas, that no one may be given any more',
)
const GATEWAY = value('--gateway', "Address of the network's router")
const GATEWAY6 = value('--gateway6', "IPv6 address of the network's router")
const NETWORK = value('--network', 'Range of IPv4 addresses, as address/bits')
const NETWORK6 = value('--network6', 'Range of IPv6 addresses, as address/bits')
const REMOVE_RESERVED_IPS = value(
  '--remove-reserved-ips',
  'Addresses, separated by commas, that may be given out again',
)

export const add: CommandSpec = {
  program: 'gnt-network',
  name: 'add',
  aliases: [],
  summary: 'Describe an IP network',
  usage: { '2.11': '<network_name>', '3.0': '<network-name>' },
  args: [one('network')],
  options: [
    DRY_RUN,
    NETWORK,
    GATEWAY,
    ADD_RESERVED_IPS,
    MAC_PREFIX,
    NETWORK6,
    GATEWAY6,
    NO_CONFLICTS_CHECK,
    TAGS,
    PRIORITY,
    ...SUBMIT_OPTIONS,
  ],
}

export const addTags: CommandSpec = {
  program: 'gnt-network',
  name: 'add-tags',
  aliases: [],
  summary: 'Tag a network',
  usage: { '2.11': '<network_name> tag...', '3.0': '<network> <tag>...' },
  args: [one('network'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const connect: CommandSpec = {
  program: 'gnt-network',
  name: 'connect',
  aliases: [],
  summary: 'Make a network available in node groups',
  usage: { '2.11': '<network_name> [<node_group>...]', '3.0': '<network> [<group>...]' },
  args: [one('network'), any('group')],
  options: [NO_CONFLICTS_CHECK, PRIORITY, NIC_PARAMETERS],
}

export const disconnect: CommandSpec = {
  program: 'gnt-network',
  name: 'disconnect',
  aliases: [],
  summary: 'Withdraw a network from node groups',
  usage: { '2.11': '<network_name> [<node_group>...]', '3.0': '<network> [<group>...]' },
  args: [one('network'), any('group')],
  options: [PRIORITY],
}

export const info: CommandSpec = {
  program: 'gnt-network',
  name: 'info',
  aliases: [],
  summary: 'Show networks in full',
  usage: { '2.11': '[<network_name>...]', '3.0': '[<network>...]' },
  args: [any('network')],
  options: [],
}

export const list: CommandSpec = {
  program: 'gnt-network',
  name: 'list',
  aliases: [],
  summary: 'Show the IP networks',
  usage: { '2.11': '[<network_id>...]', '3.0': '[<network-name>...]' },
  args: [any('network')],
  options: [NO_HEADERS, SEPARATOR, OUTPUT, VERBOSE],
}

export const listFields: CommandSpec = {
  program: 'gnt-network',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: { '2.11': '[fields...]', '3.0': '[<fields>...]' },
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const listTags: CommandSpec = {
  program: 'gnt-network',
  name: 'list-tags',
  aliases: [],
  summary: 'Show the tags of a network',
  usage: { '2.11': '<network_name>', '3.0': '<network>' },
  args: [one('network')],
  options: [],
}

export const modify: CommandSpec = {
  program: 'gnt-network',
  name: 'modify',
  aliases: [],
  summary: 'Change settings of a network',
  usage: { '2.11': '<network_name>', '3.0': '<network>' },
  args: [one('network')],
  options: [
    DRY_RUN,
    ...SUBMIT_OPTIONS,
    ADD_RESERVED_IPS,
    REMOVE_RESERVED_IPS,
    GATEWAY,
    MAC_PREFIX,
    NETWORK6,
    GATEWAY6,
    PRIORITY,
  ],
}

export const remove: CommandSpec = {
  program: 'gnt-network',
  name: 'remove',
  aliases: [],
  summary: 'Delete a network that no group uses',
  usage: { '2.11': '[--dry-run] <network_id>', '3.0': '[--dry-run] <network>' },
  args: [one('network')],
  options: [withoutEffect(FORCE), DRY_RUN, ...SUBMIT_OPTIONS, PRIORITY],
}

export const removeTags: CommandSpec = {
  program: 'gnt-network',
  name: 'remove-tags',
  aliases: [],
  summary: 'Take tags off a network',
  usage: { '2.11': '<network_name> tag...', '3.0': '<network> <tag>...' },
  args: [one('network'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const GNT_NETWORK: ProgramSpec = {
  name: 'gnt-network',
  commands: [
    add,
    addTags,
    connect,
    disconnect,
    info,
    list,
    listFields,
    listTags,
    modify,
    remove,
    removeTags,
  ],
}
