import type { NodeName } from '../../sim/cluster/config.ts'
import { diskTemplates } from '../../sim/htools/snapshot.ts'
import { configOn, machineOf, type World } from '../../sim/world.ts'
import { pathsFor } from '../completion/paths.ts'
import { type HtoolName, optionsOf } from './line/listed.ts'
import { OPTIONS } from './line/options.ts'

/** What Tab offers on the line of a program of htools: its options, and what may follow them. */

const fitting = (names: readonly string[], typed: string): string[] =>
  names.filter((name) => name.startsWith(typed)).sort()

/** Values of an option by the word that stands for them in the help. */
function valuesOf(world: World, node: NodeName, argument: string, typed: string): string[] {
  const config = machineOf(world, node).files.config ? configOn(world, node) : null
  switch (argument) {
    case 'FILE':
    case 'PATH':
      return pathsFor(world, node, typed)
    case 'NODE':
      return fitting(Object.keys(config?.nodes ?? {}), typed)
    case 'INSTS':
      return fitting(Object.keys(config?.instances ?? {}), typed)
    case 'ID':
      return fitting(
        Object.values(config?.groups ?? {}).map(({ name }) => name),
        typed,
      )
    case 'TEMPLATE':
      return fitting(diskTemplates, typed)
    case 'PRIO':
      return fitting(['high', 'low', 'normal'], typed)
    default:
      return []
  }
}

/** Candidates for the last one of `words`. */
export function htoolWords(
  world: World,
  node: NodeName,
  program: HtoolName,
  words: readonly string[],
): string[] {
  const [before = '', typed = ''] = words.slice(-2)
  const options = optionsOf(world.release, program).map((name) => OPTIONS[name])
  const option = options.find(
    ({ letter, name }) => before === `--${name}` || (letter !== '' && before === `-${letter}`),
  )
  if (option?.argument && !('optional' in option.argument))
    return valuesOf(world, node, option.argument.name, typed)
  if (!typed.startsWith('-')) return []
  const spellings = options.flatMap(({ letter, name }) => [
    `--${name}`,
    ...(letter === '' ? [] : [`-${letter}`]),
  ])
  return fitting(spellings, typed)
}
