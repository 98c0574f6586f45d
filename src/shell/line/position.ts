import { type Compound, isCompound, type Pipeline, type Stage } from './syntax.ts'
import type { Around, ShellVars } from './variables.ts'

/** Where a shell is in the line that it runs. The line stays whole; the compound commands around say which part runs. */

/** The compound commands that run, the outermost first. */
export const aroundOf = ({ around }: ShellVars): Around[] => around ?? []

/** Whether what runs must not change the shell itself. */
export const isInSubshell = (vars: ShellVars): boolean => aroundOf(vars).some(({ kept }) => kept)

/** The compound command that stands at a place of a list. */
function compoundOf(list: readonly Pipeline[], { at, stage }: Around): Compound | undefined {
  const found = list[at]?.stages[stage]
  return found && isCompound(found) ? found : undefined
}

/** The innermost list that runs. */
export function listOf(vars: ShellVars): readonly Pipeline[] {
  const last = aroundOf(vars).at(-1)
  return last ? (compoundsOf(vars).at(-1)?.lists[last.part] ?? []) : vars.list
}

/** The pipeline that runs. */
export const pipelineOf = (vars: ShellVars): Pipeline | undefined => listOf(vars)[vars.at]

/** The command that runs. */
export const stageOf = (vars: ShellVars): Stage | undefined => pipelineOf(vars)?.stages[vars.stage]

/** The compound commands that run, as they were typed, the outermost first. */
export function compoundsOf(vars: ShellVars): Compound[] {
  const found: Compound[] = []
  let list: readonly Pipeline[] = vars.list
  for (const around of aroundOf(vars)) {
    const compound = compoundOf(list, around)
    if (!compound) return found
    found.push(compound)
    list = compound.lists[around.part] ?? []
  }
  return found
}
