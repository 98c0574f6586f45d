/** The file of `gnt-instance batch-create`: a list of opcodes as JSON. Source: lib/client/gnt_instance.py (BatchCreate). */
import { own } from '../../../lib/own.ts'
import type { DiskTemplate } from '../../../sim/cluster/config.ts'
import type { KeyValues } from '../../optparse/keyvals.ts'
import { parseBackend } from '../backend.ts'
import type { NicGiven } from './nic-options.ts'
import type { CreateParams, RequestRead } from './request.ts'

/** What OpInstanceCreate takes. */
const FIELDS = `
  beparams commit compress conflicts_check debug_level depends disk_template disks dry_run file_driver
  file_storage_dir force_variant forthcoming group_name helper_shutdown_timeout helper_startup_timeout
  hvparams hypervisor iallocator identify_defaults ignore_ipolicy instance_communication instance_name
  ip_check mode name_check nics no_install opportunistic_locking os_type osparams osparams_private
  osparams_secret pnode pnode_uuid priority reason snode snode_uuid source_handshake
  source_instance_name source_shutdown_timeout source_x509_ca src_node src_node_uuid src_path start
  tags wait_for_sync comment OP_ID
`
  .split(/\s+/)
  .filter((field) => field !== '')

type Definition = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where Python's parser gave up, from the position that ours names. */
function pythonComplaint(text: string, error: unknown): string {
  const at = /position (\d+)/.exec(String(error))?.[1]
  const ended = /end of JSON/.test(String(error))
  const char = at === undefined ? (ended ? text.trimEnd().length : text.search(/\S|$/)) : Number(at)
  const before = text.slice(0, char).split('\n')
  const where = `line ${before.length} column ${(before.at(-1) ?? '').length + 1} (char ${char})`
  const afterValue = /["\]}\dea]\s*$/.test(text.slice(0, char))
  return `${afterValue ? "Expecting ',' delimiter" : 'Expecting value'}: ${where}`
}

/** The definitions in the file, or what the client says. `text`: null where there is no such file. */
export function readDefinitions(path: string, text: string | null): RequestRead<Definition[]> {
  const unreadable = (why: string): RequestRead<never> => ({
    ok: false,
    kind: 'parameter',
    text: `Can't parse the instance definition file: ${why}`,
  })
  if (text === null) return unreadable(`[Errno 2] No such file or directory: '${path}'`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return unreadable(pythonComplaint(text, error))
  }
  if (!Array.isArray(parsed) || !parsed.every(isRecord))
    return {
      ok: false,
      kind: 'parameter',
      text: 'The instance definition file is not (List of (Dictionary with keys as (NonEmptyString)))',
    }
  const definitions: Definition[] = parsed
  for (const [i, definition] of definitions.entries()) {
    const unknown = Object.keys(definition).filter((key) => !FIELDS.includes(key))
    if (unknown.length > 0)
      return {
        ok: false,
        kind: 'wrong_input',
        text: `Unknown fields in definition ${i}: ${unknown.join(', ')}`,
      }
  }
  return { ok: true, value: definitions }
}

const wordOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const listOf = (value: unknown): Definition[] =>
  Array.isArray(value) ? value.filter(isRecord) : []

/** One definition as the job for one instance takes it. */
export function requestOf(given: Definition): RequestRead<CreateParams> {
  const isSet = (key: string, standard: boolean) =>
    typeof own(given, key) === 'boolean' ? own(given, key) === true : standard
  const backend = parseBackend((isRecord(given.beparams) ? given.beparams : {}) as KeyValues)
  if (!backend.ok) return { ok: false, kind: 'parameter', text: backend.error }
  // Units are the command line's; here sizes are MiB.
  const sizeOf = (size: unknown) =>
    /^\s*[-+]?\d+\s*$/.test(String(size)) || typeof size === 'number'
      ? { sizeMib: Math.trunc(Number(size)) }
      : { sizeMib: null, ...(size === undefined ? {} : { badSize: String(size) }) }
  return {
    ok: true,
    value: {
      instance: String(given.instance_name ?? ''),
      template: wordOf(given.disk_template) as DiskTemplate | null,
      disks: listOf(given.disks).map(({ size, mode, name }) => ({
        ...sizeOf(size),
        mode: mode === 'ro' ? 'ro' : 'rw',
        name: wordOf(name),
      })),
      nics: listOf(given.nics).map((nic) =>
        Object.fromEntries(Object.entries(nic).map(([key, value]) => [key, String(value)])),
      ) as NicGiven[],
      fileStorageDir: wordOf(given.file_storage_dir),
      os: wordOf(given.os_type),
      hypervisor: wordOf(given.hypervisor),
      backend: backend.given,
      primary: wordOf(given.pnode),
      secondary: wordOf(given.snode),
      iallocator: wordOf(given.iallocator),
      start: isSet('start', true),
      noInstall: isSet('no_install', false),
      waitForSync: isSet('wait_for_sync', true),
      nameCheck: isSet('name_check', true),
      conflictsCheck: true,
      ipCheck: isSet('ip_check', true),
      forceVariant: isSet('force_variant', false),
      ignorePolicy: isSet('ignore_ipolicy', false),
      tags: Array.isArray(given.tags) ? given.tags.map(String) : [],
      dryRun: false,
    },
  }
}
