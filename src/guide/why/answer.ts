import type { CauseKind, CauseOf } from '../../sim/run/calls/cause.ts'
import type { World } from '../../sim/world.ts'

/** An answer to "Why did it fail?" about one kind of cause, from the World as it is now. */
export interface CauseAnswer<Kind extends CauseKind> {
  /** What Ganeti saw, in one or two sentences. */
  saw: (cause: CauseOf<Kind>, world: World) => string
  /** What to look at or to do next. */
  next: (cause: CauseOf<Kind>, world: World) => string
}

/** An answer for every kind. */
export type CauseAnswers = { [Kind in CauseKind]: CauseAnswer<Kind> }
