/** Declarations of gnt-debug. Source: lib/client/gnt_debug.py. */

import {
  DISK_TEMPLATE,
  DRY_RUN,
  IALLOCATOR,
  NO_HEADERS,
  OS_PARAMETERS_SECRET,
  OS_TYPE,
  OUTPUT,
  PRIORITY,
  SEPARATOR,
  SUBMIT_OPTIONS,
  TAGS,
  VERBOSE,
} from '../options.ts'
import {
  type CommandSpec,
  each,
  notSimulated,
  off,
  on,
  one,
  type ProgramSpec,
  since,
  some,
  value,
} from '../spec.ts'

const ALLOCATOR_COUNT = value('--count', 'Number of instances in the request', {
  type: 'int',
  default: 2,
})
const ALLOCATOR_DIRECTION = value('--dir', "Show the request (in) or the plugin's answer (out)", {
  dest: 'direction',
  type: 'choice',
  choices: ['in', 'out'],
  default: 'in',
})
const ALLOCATOR_DISKS = value('--disks', 'Sizes of the disks in MiB, separated by commas', {
  default: '4096,4096',
})
const ALLOCATOR_MEMORY = value('--memory', 'Memory of the instance', { type: 'unit', default: 128 })
const ALLOCATOR_MODE = value('-m --mode', 'Kind of request', {
  type: 'choice',
  choices: [
    'allocate',
    'allocate-secondary',
    'change-group',
    'multi-allocate',
    'node-evacuate',
    'relocate',
  ],
  default: 'relocate',
})
const ALLOCATOR_NICS = value('--nics', 'Network cards as mac/ip/bridge, separated by commas', {
  default: '00:11:22:33:44:55',
})
const ALLOCATOR_SPINDLE_USE = value('--spindle-use', 'Number of spindles the instance takes up', {
  type: 'int',
  default: 1,
})
const ALLOCATOR_TARGET_GROUPS = each(
  '--target-groups',
  'Group the instances may move to (can be repeated)',
)
const ALLOCATOR_VCPUS = value('-p --vcpus', 'Virtual CPUs of the instance', {
  type: 'int',
  default: 1,
})
const DELAY_NODES = each('-n', 'Node to wait on (can be repeated)', { dest: 'on_nodes' })
const DELAY_REPEAT = value('-r --repeat', 'Number of further waits', { type: 'int', default: 0 })
const EACH = on('--each', 'Make a job of its own from every file')
const EVACUATION_MODE = value('--evac-mode', "Which of the node's instances leave it", {
  type: 'choice',
  choices: ['all', 'primary-only', 'secondary-only'],
  default: 'all',
})
const INTERRUPTIBLE = on('-i --interruptible', 'Let a message on a socket end the wait')
const INTERVAL = value('--interval', 'Repeat the list after this many seconds', { type: 'int' })
const NO_LOCKS = on('-l --no-locks', 'Take no locks')
const NO_MASTER_SLEEP = off('--no-master', 'on_master', "Don't wait on the master itself")
const REPEAT_JOB = value('--job-repeat', 'Submit the job this many times', {
  dest: 'rep_job',
  type: 'int',
  default: 1,
})
const REPEAT_OPCODES = value('--op-repeat', 'Repeat the opcodes this many times within the job', {
  dest: 'rep_op',
  type: 'int',
  default: 1,
})
const TIMING_STATS = on('--timing-stats', 'Show how long the parts took')

export const delay: CommandSpec = {
  program: 'gnt-debug',
  name: 'delay',
  aliases: [],
  summary: 'Run a job that does nothing for a while',
  usage: { '2.11': '[opts...] <duration>', '3.0': '[<opts>...] <duration>' },
  args: [one('unknown')],
  options: [
    NO_MASTER_SLEEP,
    DELAY_NODES,
    DELAY_REPEAT,
    since('2.12', notSimulated(INTERRUPTIBLE)),
    NO_LOCKS,
    DRY_RUN,
    PRIORITY,
    ...SUBMIT_OPTIONS,
  ],
}

export const iallocator: CommandSpec = {
  program: 'gnt-debug',
  name: 'iallocator',
  aliases: ['allocator'],
  summary: 'Ask an allocator where it would place an instance',
  usage: { '2.11': '{opts...} <instance>', '3.0': '{<opts>...} <instance-name>' },
  args: [some('unknown')],
  options: [
    ALLOCATOR_DIRECTION,
    IALLOCATOR,
    ALLOCATOR_MODE,
    ALLOCATOR_MEMORY,
    ALLOCATOR_DISKS,
    DISK_TEMPLATE,
    ALLOCATOR_NICS,
    OS_TYPE,
    ALLOCATOR_VCPUS,
    TAGS,
    EVACUATION_MODE,
    ALLOCATOR_TARGET_GROUPS,
    ALLOCATOR_SPINDLE_USE,
    ALLOCATOR_COUNT,
    DRY_RUN,
    PRIORITY,
  ],
}

export const locks: CommandSpec = {
  program: 'gnt-debug',
  name: 'locks',
  aliases: [],
  summary: 'Show locks, their owners and who waits for them',
  usage: '[--interval N]',
  args: [],
  options: [NO_HEADERS, SEPARATOR, OUTPUT, INTERVAL, VERBOSE],
}

export const metad: CommandSpec = {
  program: 'gnt-debug',
  name: 'metad',
  since: '3.0',
  aliases: [],
  summary: 'Call the metadata daemon',
  usage: '<cmd> <args...>',
  args: [some('unknown')],
  options: [],
}

export const submitJob: CommandSpec = {
  program: 'gnt-debug',
  name: 'submit-job',
  aliases: [],
  summary: 'Submit jobs written as JSON',
  usage: { '2.11': '<op_list_file...>', '3.0': '<op-list-file>...' },
  args: [some('file')],
  options: [VERBOSE, REPEAT_OPCODES, REPEAT_JOB, TIMING_STATS, EACH, DRY_RUN, PRIORITY],
}

export const testJobqueue: CommandSpec = {
  program: 'gnt-debug',
  name: 'test-jobqueue',
  aliases: [],
  summary: 'Test the job queue',
  usage: '',
  args: [],
  options: [PRIORITY],
}

export const testOsparams: CommandSpec = {
  program: 'gnt-debug',
  name: 'test-osparams',
  since: '3.0',
  aliases: [],
  summary: 'Test how secret OS parameters travel',
  usage: '[--os-parameters-secret <params>]',
  args: [],
  options: [OS_PARAMETERS_SECRET, ...SUBMIT_OPTIONS],
}

export const wconfd: CommandSpec = {
  program: 'gnt-debug',
  name: 'wconfd',
  since: '2.12',
  aliases: [],
  summary: 'Call the configuration daemon',
  usage: '<cmd> <args...>',
  args: [some('unknown')],
  options: [],
}

export const GNT_DEBUG: ProgramSpec = {
  name: 'gnt-debug',
  commands: [delay, iallocator, locks, metad, submitJob, testJobqueue, testOsparams, wconfd],
}
