/** Declarations of gnt-os. Source: lib/client/gnt_os.py. */

import {
  DRY_RUN,
  HYPERVISORS_PARAMETERS,
  NO_HEADERS,
  OS_PARAMETERS,
  OS_PARAMETERS_PRIVATE,
  PRIORITY,
  SUBMIT_OPTIONS,
} from '../options.ts'
import {
  any,
  type CommandSpec,
  notSimulated,
  one,
  type ProgramSpec,
  since,
  value,
} from '../spec.ts'

const BLACKLISTED = value('--blacklisted', 'Whether new installations of the OS are refused', {
  type: 'bool',
  metavar: 'yes|no',
})
const HIDDEN = value('--hidden', 'Whether the OS is left out of lists', {
  type: 'bool',
  metavar: 'yes|no',
})

export const diagnose: CommandSpec = {
  program: 'gnt-os',
  name: 'diagnose',
  aliases: [],
  summary: 'Show where each OS is installed, and what is wrong',
  usage: '',
  args: [],
  options: [PRIORITY],
}

export const info: CommandSpec = {
  program: 'gnt-os',
  name: 'info',
  aliases: ['show'],
  summary: 'Show operating systems in full',
  usage: '',
  args: [any('os')],
  options: [PRIORITY],
}

export const list: CommandSpec = {
  program: 'gnt-os',
  name: 'list',
  aliases: [],
  summary: 'Show operating systems that every node can install',
  usage: '',
  args: [],
  options: [NO_HEADERS, PRIORITY],
}

export const modify: CommandSpec = {
  program: 'gnt-os',
  name: 'modify',
  aliases: [],
  summary: 'Change settings of an OS',
  usage: '',
  args: [one('os')],
  options: [
    HYPERVISORS_PARAMETERS,
    OS_PARAMETERS,
    since('2.12', notSimulated(OS_PARAMETERS_PRIVATE)),
    DRY_RUN,
    PRIORITY,
    HIDDEN,
    BLACKLISTED,
    ...SUBMIT_OPTIONS,
  ],
}

export const GNT_OS: ProgramSpec = { name: 'gnt-os', commands: [diagnose, info, list, modify] }
