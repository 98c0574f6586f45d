import type * as v from 'valibot'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Release } from '../sim/releases.ts'
import type { LabStep, labFile } from './format/schema.ts'

export type { Condition } from './format/conditions.ts'
export type { LabStep } from './format/schema.ts'

/** The front matter of a lab's file. */
export type LabFile = v.InferOutput<typeof labFile>

/** A piece of a line of prose. Never markup: the page decides how to show it. */
export type Inline = string | { code: string } | { em: string }
export type Prose = Inline[]
/** A paragraph, a list, or lines of code. */
export type Block = { paragraph: Prose } | { list: Prose[] } | { code: string }

/**
 * A lesson as data: where it starts, what is to be reached, what helps, what goes wrong. Plain JSON, read
 * from a Markdown file by `read.ts`; what its fields mean is said in `schema.ts`. Names of nodes and
 * instances are those of the handout, in any case.
 */
export interface Lab
  extends Omit<LabFile, 'remember' | 'start' | 'goals' | 'wrongTurns' | 'causes'> {
  /** What has happened and what is asked for. */
  story: Block[]
  start: {
    /** Its release is the learner's choice, its seed that of a drill. */
    cluster: Omit<ClusterDefinition, 'release'>
    before: LabStep[]
  }
  /** The one sentence to remember. */
  remember?: Prose
  goals: Goal[]
  wrongTurns: WrongTurn[]
  causes: Cause[]
  /** The whole text of the file, if the lab is not built in. */
  source?: string
}

/** A step towards the end of a lab. */
export type Goal = Omit<LabFile['goals'][number], 'detail' | 'hints'> & {
  detail: Prose
  hints: Prose[]
}

/** A common mistake. It runs like any command; this is the text about it. */
export type WrongTurn = Omit<LabFile['wrongTurns'][number], 'says'> & { says: Prose }

/** One of the faults that a drill can have. */
export type Cause = Omit<LabFile['causes'][number], 'says' | 'hints'> & {
  says: Prose
  hints: Prose[]
}

/** Whether a step, a wrong turn or a cause applies to the release. */
export const isFor = (part: { in?: Release[] | undefined }, release: Release): boolean =>
  part.in === undefined || part.in.includes(release)

/** The lines that reach a goal in a release, one after the other; none where the lab gives none. */
export function commandsOf(
  { command }: Pick<Goal, 'command'>,
  release: Release,
): readonly string[] {
  if (command === undefined) return []
  const lines = typeof command === 'string' || Array.isArray(command) ? command : command[release]
  return lines === undefined ? [] : [lines].flat()
}

/** The cluster that a lab starts from. `seed` chooses the fault of a drill. */
export const definitionOf = (lab: Lab, release: Release, seed?: number): ClusterDefinition => ({
  ...lab.start.cluster,
  release,
  ...(seed === undefined ? {} : { seed }),
})

/** The part of a lab that the list and the map of labs show before the lab is loaded. */
export type LabCard = Pick<
  Lab,
  'id' | 'order' | 'title' | 'summary' | 'teaches' | 'minutes' | 'releases'
>

/** The card of a lab. */
export const cardOf = (lab: Lab): LabCard => {
  const { id, order, title, summary, teaches, minutes, releases } = lab
  return {
    id,
    order,
    title,
    summary,
    releases,
    ...(teaches === undefined ? {} : { teaches }),
    ...(minutes === undefined ? {} : { minutes }),
  }
}
