import { own } from '../../lib/own.ts'
import type { ClusterConfig, Parameters } from '../../sim/cluster/config.ts'
import { type OpNext, refuse } from '../../sim/run/opcode.ts'
import { updatedParams } from '../node/parameters.ts'
import type { Identified, KeyValues } from '../optparse/keyvals.ts'
import { diskParameters } from '../query/fields/cluster-parameters.ts'

type DiskParameters = Record<string, Parameters>

/** -D as a table; a template that is only switched off says nothing. */
export const diskChange = (given: readonly Identified[]): Record<string, KeyValues> =>
  Object.fromEntries(given.map(([template, values]) => [template, values || {}]))

const unsupported = (keys: readonly string[]) =>
  refuse(
    'wrong_input',
    `While verify diskparams options: ('Provided option keys not supported: ${keys.join(', ')}', 'wrong_input')`,
    { is: 'value', word: keys.join(', ') },
  )

/** A group's own disk parameters after a change (lib/cmdlib/group.py, _UpdateAndVerifyDiskParams). */
export function updatedDiskparams(
  config: ClusterConfig,
  old: DiskParameters,
  change: Record<string, KeyValues>,
): { ok: true; diskparams: DiskParameters } | { ok: false; next: OpNext } {
  const defaults = diskParameters(config) as DiskParameters
  const every: Parameters = Object.assign({}, ...Object.values(defaults))
  const diskparams: DiskParameters = { ...old }
  const odd = Object.keys(change).filter((template) => !Object.hasOwn(defaults, template))
  for (const [template, values] of Object.entries(change)) {
    if (odd.includes(template)) continue
    const updated = updatedParams(every, own(old, template) ?? {}, values)
    if (!updated.ok) return updated
    diskparams[template] = updated.ndparams
    for (const name of Object.keys(updated.ndparams))
      if (!Object.hasOwn(own(defaults, template) ?? {}, name)) odd.push(`${template}/${name}`)
  }
  return odd.length > 0 ? { ok: false, next: unsupported(odd) } : { ok: true, diskparams }
}
