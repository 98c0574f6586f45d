import { own } from '../../../lib/own.ts'
import {
  always,
  eachOf,
  given,
  type Held,
  INSTANCE,
  node,
  pairsOf,
  type SentFields,
} from './sent.ts'

/** Fields of the opcodes about instances. Source: src/Ganeti/OpCodes.hs. */

const SHUTDOWN_SECONDS = 120

const SHUTDOWN_TIMEOUT: SentFields = {
  shutdown_timeout: given('shutdownTimeout', SHUTDOWN_SECONDS),
}

const REPLACE_MODES: Readonly<Record<string, string>> = {
  primary: 'replace_on_primary',
  secondary: 'replace_on_secondary',
  auto: 'replace_auto',
  change: 'replace_new_secondary',
}

interface DiskGiven {
  sizeMib: number | null
  mode?: string | null
  name?: string | null
}

/** A disk with what was given of it; `rw` is what no one gives. */
const diskOf = ({ sizeMib, mode, name }: DiskGiven) => ({
  ...(sizeMib === null ? {} : { size: sizeMib }),
  ...(mode === undefined || mode === null || mode === 'rw' ? {} : { mode }),
  ...(name === undefined || name === null ? {} : { name }),
})

const IMPORTS = (params: Held): boolean => own(params, 'source') !== undefined

const CREATE: SentFields = {
  instance_name: 'instance',
  force_variant: 'forceVariant',
  wait_for_sync: 'waitForSync',
  name_check: 'nameCheck',
  ignore_ipolicy: 'ignorePolicy',
  opportunistic_locking: always(false),
  beparams: pairsOf('backend'),
  disks: eachOf<DiskGiven>('disks', diskOf),
  disk_template: 'template',
  file_storage_dir: 'fileStorageDir',
  hvparams: pairsOf('hypervisorParameters'),
  hypervisor: (params, config) =>
    (own(params, 'hypervisor') as string | null) ?? config?.cluster.hypervisor,
  iallocator: 'iallocator',
  identify_defaults: always(false),
  ip_check: 'ipCheck',
  conflicts_check: 'conflictsCheck',
  mode: (params) => (IMPORTS(params) ? 'import' : 'create'),
  nics: 'nics',
  no_install: 'noInstall',
  osparams: pairsOf('osParameters'),
  osparams_private: always({}),
  osparams_secret: always({}),
  os_type: 'os',
  ...node('pnode', 'primary'),
  ...node('snode', 'secondary'),
  source_shutdown_timeout: always(SHUTDOWN_SECONDS),
  compress: always('none'),
  start: 'start',
  forthcoming: always(false),
  commit: always(false),
  tags: 'tags',
  instance_communication: always(false),
  helper_startup_timeout: always(300),
  helper_shutdown_timeout: always(7200),
}

/** Changes to disks or network cards: what is done, to which, and with which parameters. */
interface Change {
  action: string
  ident: string
  params?: Record<string, string | null>
}

const changeOf = ({ action, ident, params, ...disk }: Change & Partial<DiskGiven>) => [
  action,
  /^-?\d+$/.test(ident) ? Number(ident) : ident,
  params ?? diskOf({ sizeMib: null, ...disk }),
]

const MIGRATES: SentFields = {
  ...INSTANCE,
  mode: always('live'),
  ...node('target_node', 'targetNode'),
  allow_runtime_changes: given('allowRuntimeChanges', true),
  ignore_ipolicy: always(false),
  cleanup: given('cleanup', false),
  iallocator: 'iallocator',
  allow_failover: given('allowFailover', false),
  ignore_hvversions: always(false),
}

/** By opcode. */
export const INSTANCE_OPCODES: Readonly<Record<string, SentFields>> = {
  INSTANCE_ACTIVATE_DISKS: {
    ...INSTANCE,
    ignore_size: always(false),
    wait_for_sync: 'waitForSync',
  },
  INSTANCE_CHANGE_GROUP: {
    ...INSTANCE,
    early_release: 'earlyRelease',
    iallocator: 'iallocator',
    target_groups: 'to',
  },
  INSTANCE_CREATE: CREATE,
  INSTANCE_DEACTIVATE_DISKS: { ...INSTANCE, force: 'force' },
  INSTANCE_FAILOVER: {
    ...INSTANCE,
    ...SHUTDOWN_TIMEOUT,
    ignore_consistency: given('ignoreConsistency', false),
    ...node('target_node', 'targetNode'),
    ignore_ipolicy: always(false),
    cleanup: given('cleanup', false),
    iallocator: 'iallocator',
  },
  INSTANCE_GROW_DISK: {
    ...INSTANCE,
    wait_for_sync: 'waitForSync',
    disk: 'disk',
    amount: 'amountMib',
    absolute: 'absolute',
    ignore_ipolicy: always(false),
  },
  INSTANCE_MIGRATE: MIGRATES,
  INSTANCE_MOVE: {
    ...INSTANCE,
    ...SHUTDOWN_TIMEOUT,
    ignore_ipolicy: always(false),
    ...node('target_node', 'targetNode'),
    compress: always('none'),
    ignore_consistency: 'ignoreConsistency',
  },
  INSTANCE_QUERY_DATA: {
    use_locking: (params) => own(params, 'static') !== true,
    instances: 'instances',
    static: 'static',
  },
  INSTANCE_REBOOT: {
    ...INSTANCE,
    ...SHUTDOWN_TIMEOUT,
    ignore_secondaries: 'ignoreSecondaries',
    reboot_type: 'type',
  },
  INSTANCE_RECREATE_DISKS: {
    ...INSTANCE,
    disks: eachOf<DiskGiven & { index: number }>('disks', ({ index, ...disk }) => [
      index,
      diskOf(disk),
    ]),
    nodes: 'nodes',
    iallocator: 'iallocator',
  },
  INSTANCE_REINSTALL: {
    ...INSTANCE,
    force_variant: 'forceVariant',
    os_type: 'os',
    osparams: always({}),
    osparams_private: always({}),
    osparams_secret: always({}),
  },
  INSTANCE_REMOVE: { ...INSTANCE, ...SHUTDOWN_TIMEOUT, ignore_failures: 'ignoreFailures' },
  INSTANCE_RENAME: {
    ...INSTANCE,
    new_name: 'newName',
    name_check: 'nameCheck',
    ip_check: 'ipCheck',
  },
  INSTANCE_REPLACE_DISKS: {
    ...INSTANCE,
    early_release: 'earlyRelease',
    ignore_ipolicy: always(false),
    mode: (params) => own(REPLACE_MODES, String(own(params, 'mode'))),
    disks: 'disks',
    ...node('remote_node', 'remoteNode'),
    iallocator: 'iallocator',
  },
  INSTANCE_SET_PARAMS: {
    ...INSTANCE,
    force: 'force',
    force_variant: always(false),
    ignore_ipolicy: 'ignorePolicy',
    nics: eachOf<Change>('nics', changeOf),
    disks: eachOf<Change & Partial<DiskGiven>>('disks', changeOf),
    beparams: pairsOf('backend'),
    runtime_mem: 'runtimeMemoryMib',
    hvparams: pairsOf('hypervisor'),
    disk_template: 'template',
    ext_params: always({}),
    ...node('remote_node', 'remoteNode'),
    iallocator: 'iallocator',
    os_name: 'os',
    osparams: pairsOf('osParameters'),
    osparams_private: always({}),
    wait_for_sync: 'waitForSync',
    offline: 'offline',
    conflicts_check: 'conflictsCheck',
    hotplug: always(false),
    hotplug_if_possible: always(false),
  },
  INSTANCE_SHUTDOWN: {
    ...INSTANCE,
    force: 'force',
    ignore_offline_nodes: 'ignoreOffline',
    timeout: 'timeoutSeconds',
    no_remember: 'noRemember',
    admin_state_source: always('admin'),
  },
  INSTANCE_STARTUP: {
    ...INSTANCE,
    force: 'force',
    ignore_offline_nodes: 'ignoreOffline',
    hvparams: always({}),
    beparams: (params) => {
      const { minmemMib, maxmemMib, vcpus } = (own(params, 'backend') ?? {}) as Record<
        string,
        number
      >
      return {
        ...(minmemMib === undefined ? {} : { minmem: minmemMib }),
        ...(maxmemMib === undefined ? {} : { maxmem: maxmemMib }),
        ...(vcpus === undefined ? {} : { vcpus }),
      }
    },
    no_remember: 'noRemember',
    startup_paused: always(false),
    shutdown_timeout: always(SHUTDOWN_SECONDS),
  },
}
