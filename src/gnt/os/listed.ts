import { byRelease } from '../../sim/releases.ts'

/** Whether a new OS is looked up in the list of its node. Later releases let the nodes judge its parameters. */
export const listsOs = byRelease({ '2.11': true, '2.12': false })

/**
 * What 2.11 says against the variant of an OS that a node has; null: nothing.
 * `installed`: names with their variants. Source: lib/cmdlib/instance_utils.py, CheckOSVariant, in 2.11.
 */
export function againstVariant(os: string, installed: readonly string[]): string | null {
  const [name = '', variant] = os.split('+')
  const ours = installed.filter((known) => known.split('+')[0] === name)
  if (ours.length === 0) return null
  if (!ours.some((known) => known.includes('+')))
    return variant ? `OS '${name}' doesn't support variants ('${variant}' passed)` : null
  if (!variant) return 'OS name must include a variant'
  return ours.includes(os) ? null : 'Unsupported OS variant'
}

/** Why 2.11 refuses an OS, from what its node answered. */
export const refusedOs = (
  os: string,
  installed: readonly string[],
  { node, error }: { node: string; error: string },
): string =>
  againstVariant(os, installed) ?? `OS '${os}' not in supported OS list for node ${node}: ${error}`
