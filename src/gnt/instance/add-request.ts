/**
 * The words of gnt-instance add turned into the parameters of its job.
 * Source: lib/cli.py (GenericInstanceCreate, ParseNicOption, SplitNodeOption).
 */
import type { DiskTemplate, InstanceName } from '../../sim/cluster/config.ts'
import type { Parsed } from '../command.ts'
import type { Identified } from '../optparse/keyvals.ts'
import { allIdentified, flag, identified, int, keyValues, text } from '../optparse/read.ts'
import { parseUnit } from '../optparse/units.ts'
import { type BackendGiven, parseBackend } from './backend.ts'
import { isKeyOfNic, type NicGiven } from './nic-options.ts'

/** A disk as it was asked for. */
export interface NewDisk {
  /** null: no size was given, which only the master minds. */
  sizeMib: number | null
  mode: 'rw' | 'ro'
  name: string | null
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
  forceVariant: boolean
  ignorePolicy: boolean
  tags: string[]
  dryRun: boolean
}

/** What the client itself refuses: with Ganeti's frame, or as a mistyped parameter. */
export type RequestRead<T> =
  | { ok: true; value: T }
  | { ok: false; kind: 'wrong_input' | 'parameter'; text: string }

const wrong = (sentence: string): RequestRead<never> => ({
  ok: false,
  kind: 'wrong_input',
  text: sentence,
})

/** "0" in "0:size=1g". */
const indexOf = (ident: string): number | null => (/^[-+]?\d+$/.test(ident) ? Number(ident) : null)

function readDisk([ident, values]: Identified, index: number): RequestRead<NewDisk> {
  if (values === null || values === false)
    return wrong(
      `Invalid disk/${ident} value: expected dict, got ${values === null ? 'None' : 'False'}`,
    )
  const { size, mode, name } = values
  if (size === undefined) return wrong(`Missing size or adoption source for disk ${index}`)
  const parsed = parseUnit(String(size))
  if (!parsed.ok) return wrong(`Invalid disk size for disk ${index}: ${parsed.refusal.text}`)
  return {
    ok: true,
    value: {
      sizeMib: parsed.value,
      mode: mode === 'ro' ? 'ro' : 'rw',
      name: typeof name === 'string' ? name : null,
    },
  }
}

function readDisks({ options }: Parsed): RequestRead<NewDisk[]> {
  const given = allIdentified(options, 'disks')
  const one = int(options, 'sd_size')
  if (text(options, 'disk_template') === 'diskless')
    return given.length > 0 || one !== null
      ? wrong('Diskless instance but disk information passed')
      : { ok: true, value: [] }
  if (given.length === 0 && one === null) return wrong('No disk information specified')
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
    const read = readDisk(disk, index)
    if (!read.ok) return read
    while (disks.length <= index) disks.push({ sizeMib: null, mode: 'rw', name: null })
    disks[index] = read.value
  }
  return { ok: true, value: disks }
}

function readNics({ options }: Parsed): RequestRead<NicGiven[]> {
  if (flag(options, 'no_nics')) return { ok: true, value: [] }
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
  return { ok: true, value: nics.length > 0 ? nics : [{}] }
}

/** The parameters of INSTANCE_CREATE, or why the client does not even ask for it. */
export function readRequest(p: Parsed): RequestRead<CreateParams> {
  const { options, args } = p
  const nics = readNics(p)
  if (!nics.ok) return nics
  const disks = readDisks(p)
  if (!disks.ok) return disks
  const backend = parseBackend(keyValues(options, 'beparams'))
  if (!backend.ok) return { ok: false, kind: 'parameter', text: backend.error }
  const [primary = null, ...rest] = text(options, 'node')?.split(':') ?? []
  const value: CreateParams = {
    instance: args[0] ?? '',
    template: text(options, 'disk_template') as DiskTemplate | null,
    disks: disks.value,
    nics: nics.value,
    fileStorageDir: text(options, 'file_storage_dir'),
    os: text(options, 'os'),
    hypervisor: identified(options, 'hypervisor')?.[0] ?? null,
    backend: backend.given,
    primary,
    secondary: rest.length > 0 ? rest.join(':') : null,
    iallocator: text(options, 'iallocator'),
    start: flag(options, 'start') && !flag(options, 'no_install'),
    noInstall: flag(options, 'no_install'),
    waitForSync: flag(options, 'wait_for_sync'),
    nameCheck: flag(options, 'name_check'),
    ipCheck: flag(options, 'ip_check'),
    forceVariant: flag(options, 'force_variant'),
    ignorePolicy: flag(options, 'ignore_ipolicy'),
    tags: (text(options, 'tags') ?? '').split(',').filter((tag) => tag !== ''),
    dryRun: flag(options, 'dry_run'),
  }
  return { ok: true, value }
}
