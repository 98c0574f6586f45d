import { literal } from '../../lib/text/literal.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { World } from '../../sim/world.ts'

/** The short name of a node as the picture writes it: "nodeB" for "node B", where the cluster stores "nodeb". */
const renamed = (machines: World['machines']): [stored: string, pictured: string][] =>
  Object.values(machines).flatMap(({ name, label }): [string, string][] => {
    const stored = shortName(name)
    const pictured = label.replace(' ', '')
    return stored !== pictured && stored.toLowerCase() === pictured.toLowerCase()
      ? [[stored, pictured]]
      : []
  })

/**
 * A text for people with the nodes named as the picture and the labs name them. Release 3.0 stores names in lower
 * case, and accepts either. Whole names with their domain stay as Ganeti prints them.
 */
export function asPictured(text: string, { machines }: Pick<World, 'machines'>): string {
  let out = text
  for (const [stored, pictured] of renamed(machines))
    if (out.includes(stored))
      out = out.replace(
        new RegExp(`(?<![\\w.-])${literal(stored)}(?!\\.?[\\w-])`, 'g'),
        () => pictured,
      )
  return out
}
