/**
 * The words of gnt-instance add turned into the parameters of its job.
 * Source: lib/cli.py (GenericInstanceCreate, ParseNicOption, SplitNodeOption).
 */
import type { DiskTemplate, InstanceName } from '../../../sim/cluster/config.ts'
import type { Parsed } from '../../command.ts'
import type { Identified } from '../../optparse/keyvals.ts'
import {
  allIdentified,
  declares,
  flag,
  identified,
  int,
  keyValues,
  text,
  yesNo,
} from '../../optparse/read.ts'
import { parseUnit } from '../../optparse/units.ts'
import { type BackendGiven, parseBackend } from '../backend.ts'
import { changedHypervisor } from '../modify/hypervisor.ts'
import { isKeyOfNic, type NicGiven } from './nic-options.ts'

/** A disk as it was asked for. */
export interface NewDisk {
  /** null: no size was given, which only the master minds. */
  sizeMib: number | null
  mode: 'rw' | 'ro'
  name: string | null
  /** The volume that it takes over; absent or null: it is made. */
  adopt?: string | null
  /** Its volume group; absent or null: the cluster's. */
  group?: string | null
  spindles?: number | null
  /** A size that is no number of MiB, as only a file of definitions can have it. */
  badSize?: string | null
  /** A property that no disk has. */
  unknown?: string | null
}

/** Parameters of INSTANCE_CREATE: what was asked for, before names are looked up and defaults filled in. */
export interface CreateParams {
  instance: InstanceName
  /** null: the cluster's first. */
  template: DiskTemplate | null
  disks: NewDisk[]
  nics: NicGiven[]
  /** Below the cluster's directory for disk images. */
  fileStorageDir: string | null
  os: string | null
  /** null: the cluster's. */
  hypervisor: string | null
  backend: BackendGiven
  primary: string | null
  secondary: string | null
  iallocator: string | null
  start: boolean
  noInstall: boolean
  waitForSync: boolean
  nameCheck: boolean
  ipCheck: boolean
  /** Whether an address of a network is refused for a card outside it. */
  conflictsCheck: boolean
  forceVariant: boolean
  ignorePolicy: boolean
  tags: string[]
  dryRun: boolean
  /** Of its own; absent: none. */
  hypervisorParameters?: ParametersGiven
  osParameters?: ParametersGiven
  /** OS parameters that are stored unseen, and those that are not stored at all. */
  osPrivate?: ParametersGiven
  osSecret?: ParametersGiven
  /** The node group to choose the nodes from. */
  group?: string | null
  /** Whether only nodes are chosen that no other job uses. */
  opportunistic?: boolean
  /** Whether it gets a network card to talk to its node. */
  communication?: boolean
  /** The export that its disks are restored from; absent: the OS is installed. */
  source?: ImportSource
}

/** Where an export is: the node, or null where it is to be looked for; the folder, or null for the instance's name. */
export interface ImportSource {
  node: string | null
  path: string | null
  identifyDefaults: boolean
  /** The tool that packs the data on its way; absent: none. */
  compress?: string | null
}

/** Parameters as typed: a text, false for `no_KEY`, null for `-KEY`. */
type ParametersGiven = [key: string, value: string | boolean | null][]

/** What the client itself refuses: with Ganeti's frame, or as a mistyped parameter. */
export type RequestRead<T> =
  | { ok: true; value: T }
  | { ok: false; kind: 'wrong_input' | 'parameter' | 'plain'; text: string }

const wrong = (sentence: string): RequestRead<never> => ({
  ok: false,
  kind: 'wrong_input',
  text: sentence,
})

/** "0" in "0:size=1g". */
const indexOf = (ident: string): number | null => (/^[-+]?\d+$/.test(ident) ? Number(ident) : null)

/** Properties of a disk (constants.IDISK_PARAMS). */
const DISK_KEYS = [
  'access',
  'adopt',
  'metavg',
  'mode',
  'name',
  'provider',
  'size',
  'spindles',
  'type',
  'vg',
]

/** The daemon that takes the job cannot read the word. */
const badMode = (mode: string): RequestRead<never> => ({
  ok: false,
  kind: 'plain',
  text: `Unhandled protocol error while talking to the master daemon:\nFailed to parse request: SubmitJob: Can't parse value for 'disks': Can't parse value for 'mode': Invalid string value for type DiskAccess: "${mode}"`,
})

function readDisk(
  [ident, values]: Identified,
  index: number,
  imports: boolean,
): RequestRead<NewDisk> {
  if (values === null || values === false)
    return wrong(
      `Invalid disk/${ident} value: expected dict, got ${values === null ? 'None' : 'False'}`,
    )
  const { size, mode, name, adopt } = values
  if (size !== undefined && adopt !== undefined)
    return wrong(`Only one of 'size' and 'adopt' allowed (disk ${index})`)
  if (adopt !== undefined && imports) return wrong('Disk adoption not allowed for instance import')
  if (adopt !== undefined && values.spindles !== undefined)
    return wrong('spindles is not a valid option when adopting a disk')
  const unknown = Object.keys(values).find((key) => !DISK_KEYS.includes(key)) ?? null
  if (mode !== undefined && mode !== 'ro' && mode !== 'rw') return badMode(String(mode))
  const facts = {
    mode: mode === 'ro' ? ('ro' as const) : ('rw' as const),
    name: typeof name === 'string' && name.toLowerCase() !== 'none' ? name : null,
    group: typeof values.vg === 'string' ? values.vg : null,
    unknown,
  }
  if (adopt !== undefined)
    return { ok: true, value: { ...facts, sizeMib: 0, adopt: String(adopt), spindles: null } }
  if (size === undefined) return wrong(`Missing size or adoption source for disk ${index}`)
  const parsed = parseUnit(String(size))
  if (!parsed.ok) return wrong(`Invalid disk size for disk ${index}: ${parsed.refusal.text}`)
  return {
    ok: true,
    value: {
      ...facts,
      sizeMib: parsed.value,
      adopt: null,
      spindles: values.spindles === undefined ? null : Number(values.spindles),
    },
  }
}

function readDisks({ options }: Parsed, imports: boolean): RequestRead<NewDisk[]> {
  const given = allIdentified(options, 'disks')
  const one = int(options, 'sd_size')
  if (text(options, 'disk_template') === 'diskless')
    return given.length > 0 || one !== null
      ? wrong('Diskless instance but disk information passed')
      : { ok: true, value: [] }
  if (given.length === 0 && one === null)
    return imports ? { ok: true, value: [] } : wrong('No disk information specified')
  if (given.length > 0 && one !== null)
    return wrong("Please use either the '--disk' or '-s' option")
  if (one !== null) return { ok: true, value: [{ sizeMib: one, mode: 'rw', name: null }] }
  const disks: NewDisk[] = []
  for (const disk of given) {
    const index = indexOf(disk[0])
    if (index === null || index < 0)
      return wrong(
        `Invalid disk index passed: invalid literal for int() with base 10: '${disk[0]}'`,
      )
    const read = readDisk(disk, index, imports)
    if (!read.ok) return read
    while (disks.length <= index) disks.push({ sizeMib: null, mode: 'rw', name: null })
    disks[index] = read.value
  }
  return { ok: true, value: disks }
}

function readNics({ options }: Parsed, imports: boolean): RequestRead<NicGiven[]> {
  const nics: NicGiven[] = []
  for (const [ident, values] of allIdentified(options, 'nics')) {
    const index = indexOf(ident)
    if (index === null || index < 0)
      return wrong(`Invalid NIC index passed: invalid literal for int() with base 10: '${ident}'`)
    if (values === null || values === false)
      return wrong(
        `Invalid nic/${index} value: expected dict, got ${values === null ? 'None' : 'False'}`,
      )
    const unknown = Object.keys(values).find((key) => !isKeyOfNic(key))
    if (unknown !== undefined)
      return { ok: false, kind: 'parameter', text: `Unknown parameter '${unknown}'` }
    while (nics.length <= index) nics.push({})
    nics[index] = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, String(value ?? 'none')]),
    )
  }
  const none = imports || flag(options, 'no_nics')
  return { ok: true, value: nics.length > 0 || none ? nics : [{}] }
}

/** Options that not every release, or not both commands, have. */
function laterOptions(options: Parsed['options']) {
  const pairs = (dest: string) =>
    declares(options, dest) ? Object.entries(keyValues(options, dest)) : []
  const osPrivate = pairs('osparams_private')
  const osSecret = pairs('osparams_secret')
  const isOn = (dest: string) => declares(options, dest) && yesNo(options, dest) === true
  const group = declares(options, 'nodegroup') ? text(options, 'nodegroup') : null
  return {
    ...(osPrivate.length > 0 ? { osPrivate } : {}),
    ...(osSecret.length > 0 ? { osSecret } : {}),
    ...(group === null ? {} : { group }),
    ...(isOn('opportunistic_locking') ? { opportunistic: true } : {}),
    ...(isOn('instance_communication') ? { communication: true } : {}),
  }
}

/** The parameters of INSTANCE_CREATE, or why the client does not even ask for it. */
export function readRequest(
  p: Parsed,
  source: ImportSource | null = null,
): RequestRead<CreateParams> {
  const { options, args } = p
  const imports = source !== null
  const isOn = (dest: string) => declares(options, dest) && flag(options, dest)
  if (isOn('forthcoming') && isOn('commit'))
    return wrong('Creating an instance only forthcoming and commiting it are mutally exclusive')
  for (const dest of ['forthcoming', 'commit'])
    if (isOn(dest))
      return {
        ok: false,
        kind: 'plain',
        text: `gnt-instance add --${dest}: real Ganeti has this option; this trainer does not simulate it yet`,
      }
  const nics = readNics(p, imports)
  if (!nics.ok) return nics
  const disks = readDisks(p, imports)
  if (!disks.ok) return disks
  const backend = parseBackend(keyValues(options, 'beparams'))
  if (!backend.ok) return { ok: false, kind: 'parameter', text: backend.error }
  const [hypervisor = null, values] = identified(options, 'hypervisor') ?? []
  const hypervisorParameters = Object.entries(values || {})
  const checked = changedHypervisor({}, hypervisorParameters)
  if (!checked.ok) return { ok: false, kind: 'parameter', text: checked.error }
  const osParameters = Object.entries(keyValues(options, 'osparams'))
  const [primary = null, ...rest] = text(options, 'node')?.split(':') ?? []
  const value: CreateParams = {
    instance: args[0] ?? '',
    template: text(options, 'disk_template') as DiskTemplate | null,
    disks: disks.value,
    nics: nics.value,
    fileStorageDir: text(options, 'file_storage_dir'),
    os: imports ? null : text(options, 'os'),
    hypervisor,
    backend: backend.given,
    primary,
    secondary: rest.length > 0 ? rest.join(':') : null,
    iallocator: text(options, 'iallocator'),
    start: !imports && flag(options, 'start'),
    noInstall: !imports && flag(options, 'no_install'),
    waitForSync: flag(options, 'wait_for_sync'),
    nameCheck: flag(options, 'name_check'),
    ipCheck: flag(options, 'ip_check'),
    conflictsCheck: flag(options, 'conflicts_check'),
    forceVariant: !imports && flag(options, 'force_variant'),
    ignorePolicy: flag(options, 'ignore_ipolicy'),
    tags: (text(options, 'tags') ?? '').split(',').filter((tag) => tag !== ''),
    dryRun: flag(options, 'dry_run'),
    ...(hypervisorParameters.length > 0 ? { hypervisorParameters } : {}),
    ...(osParameters.length > 0 ? { osParameters } : {}),
    ...laterOptions(options),
    ...(source ? { source } : {}),
  }
  return { ok: true, value }
}
