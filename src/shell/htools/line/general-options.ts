import { bad, good } from '../../../sim/htools/outcome.ts'
import { readInteger, readNumber, splitAt } from '../../../sim/htools/text/numbers.ts'
import { type Declared, flag, number, set, taking } from './option-kinds.ts'
import { readYesNo } from './values.ts'

const SOCKET = '/var/run/ganeti/socket/ganeti-query'

const readNodeFields = (value: string | null): readonly string[] => {
  if (value === null) return []
  return value.startsWith('+') ? ['+', ...splitAt(',', value.slice(1))] : splitAt(',', value)
}

/** Options about where the cluster comes from and what is shown. */
export const GENERAL_OPTIONS = {
  printNodes: {
    letter: 'p',
    name: 'print-nodes',
    argument: { name: 'FIELDS', optional: true },
    summary: 'list the nodes, before and after; with + before FIELDS, these come on top',
    read: (settings, value) => good({ ...settings, nodeFields: readNodeFields(value) }),
  },
  printInstances: flag(
    ['', 'print-instances'],
    'list the instances with their nodes',
    set({ instanceMap: true }),
  ),
  printCommands: {
    letter: 'C',
    name: 'print-commands',
    argument: { name: 'FILE', optional: true },
    summary: 'show the gnt-instance commands that do the same, or write them to FILE as a script',
    read: (settings, value) => good({ ...settings, commands: value ?? '-' }),
  },
  dataFile: taking(['t', 'text-data'], 'FILE', 'read the cluster from a text file', (file) =>
    good({ dataFile: file }),
  ),
  rapi: taking(['m', 'master'], 'ADDRESS', 'read the cluster from the remote API', (address) =>
    good({ rapi: address }),
  ),
  luxi: {
    letter: 'L',
    name: 'luxi',
    argument: { name: 'SOCKET', optional: true },
    summary: `read the cluster from the master daemon [${SOCKET}]`,
    read: (settings) => good({ ...settings, luxi: true }),
  },
  requestFile: taking(
    ['I', 'ialloc-src'],
    'FILE',
    'read the cluster from a request to an allocator',
    (file) => good({ requestFile: file }),
  ),
  simulate: {
    letter: '',
    name: 'simulate',
    argument: { name: 'SPEC' },
    summary: "an empty cluster: 'alloc_policy,num_nodes,disk,ram,cpu'",
    read: (settings, value) =>
      good({ ...settings, simulated: [value ?? '', ...settings.simulated] }),
  },
  group: taking(['G', 'group'], 'ID', 'name or UUID of the node group', (group) => good({ group })),
  verbose: flag(['v', 'verbose'], 'print more; may be given several times', (settings) =>
    good({ ...settings, verbose: settings.verbose + 1 }),
  ),
  quiet: flag(['q', 'quiet'], 'print less', (settings) =>
    good({ ...settings, verbose: settings.verbose - 1 }),
  ),
  offline: {
    letter: 'O',
    name: 'offline',
    argument: { name: 'NODE' },
    summary: 'pretend that a node is offline',
    read: (settings, value) => good({ ...settings, offline: [value ?? '', ...settings.offline] }),
  },
  staticMemory: number(
    ['', 'static-kvm-node-memory'],
    'N',
    'MiB that a KVM node counts as its own; 0: what the node reports',
    'static node memory',
    (value) => ({ staticNodeMemoryMib: value }),
    readInteger,
  ),
  maxCpu: taking(
    ['', 'max-cpu'],
    'RATIO',
    'how many virtual CPUs a physical one may carry [as the policy says]',
    (text) => {
      const value = readNumber('parsing max-cpu', text)
      if (!value.ok) return value
      return value.value <= 0
        ? bad('Invalid value of the max-cpu ratio, expected >0')
        : good({ maxCpuRatio: value.value })
    },
  ),
  minDisk: number(
    ['', 'min-disk'],
    'RATIO',
    'part of the disk space of a node that stays free, 0 to 1 [0]',
    'min free disk space',
    (value) => ({ minDiskRatio: value }),
  ),
  utilisationFile: taking(
    ['U', 'dynu-file'],
    'FILE',
    'read the measured load of instances from FILE',
    (file) => good({ utilisationFile: file }),
  ),
  ignoreUtilisation: flag(
    ['', 'ignore-dynu'],
    'count no load of instances at all',
    set({ ignoreUtilisation: true }),
  ),
  monitoring: {
    letter: '',
    name: 'mond',
    argument: { name: 'CHOICE', optional: true },
    summary: 'not simulated: ask the monitoring daemons, yes or no',
    read: (settings, value) => {
      const asked = readYesNo(value)
      return asked.ok ? good({ ...settings, monitoring: asked.value }) : asked
    },
  },
  monitoringFile: taking(
    ['', 'mond-data'],
    'FILE',
    'not simulated: answers of the monitoring daemons',
    () => good({ monitoring: true }),
  ),
  monitoringComplete: flag(
    ['', 'exit-on-missing-mond-data'],
    'not simulated: insist on the monitoring daemons',
    set({ monitoring: true }),
  ),
  monitoringXen: flag(
    ['', 'mond-xen'],
    'not simulated: ask the collectors for Xen as well',
    set({ monitoring: true }),
  ),
  exclusionTags: taking(
    ['', 'exclusion-tags'],
    'TAG,...',
    'keep instances apart whose tags begin alike with one of these',
    (tags) => good({ exclusionTags: splitAt(',', tags) }),
  ),
  save: taking(
    ['S', 'save'],
    'FILE',
    'write the cluster before and after to files that begin with FILE',
    (file) => good({ saveTo: file }),
  ),
  machineReadable: {
    letter: '',
    name: 'machine-readable',
    argument: { name: 'CHOICE', optional: true },
    summary: 'print KEY=value lines: yes or no [yes]',
    read: (settings, value) => {
      const chosen = readYesNo(value)
      return chosen.ok ? good({ ...settings, machineReadable: chosen.value }) : chosen
    },
  },
  noHeaders: flag(['', 'no-headers'], 'print no heading', set({ headers: false })),
  version: flag(['V', 'version'], 'print the version', set({ show: 'version' })),
  help: flag(['h', 'help'], 'print this text', set({ show: 'help' })),
  helpCompletion: flag(
    ['', 'help-completion'],
    'print the options for shell completion',
    set({ show: 'completion' }),
  ),
} as const satisfies Readonly<Record<string, Declared>>
