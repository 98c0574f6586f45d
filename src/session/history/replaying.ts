import { withTurns } from '../../labs/effort.ts'
import { observe } from '../../labs/progress.ts'
import type { Emission, Input } from '../../sim/input.ts'
import { nextEvent, type World } from '../../sim/world.ts'
import { engineOf, type Session } from '../value.ts'
import type { LoggedInput } from './branches.ts'
import { isDue, withCheckpoint } from './checkpoint.ts'
import { shownBy, trimmed } from './terminal-output.ts'
import { copyOfWorld, frozenWorld } from './world-copy.ts'

/** No honest sitting has so much to play again between two checkpoints, or in one that has none. */
const MOST_WORK = 400_000

/**
 * Inputs and time on a World that is changed in place, with the lab looking on. `inputs` are those so far; whoever
 * hands them in adds what is done. Checkpoints are made on the way.
 */
export function replaying(from: Session, world: World, inputs: readonly LoggedInput[]) {
  let { checkpoints, now, progress, work } = from
  let shown = shownBy(from).slice()
  let { shownFrom } = from
  const emit = (emission: Emission) => void shown.push(emission)
  const worked = (done: number): void => {
    work += 1
    ;({ shown, shownFrom } = trimmed(shown, shownFrom))
    const here = { now, inputs: done, shown: shownFrom + shown.length, work }
    if (isDue(checkpoints, here))
      checkpoints = withCheckpoint(checkpoints, here, {
        world: copyOfWorld(world),
        progress,
      })
  }
  return {
    world,
    get now() {
      return now
    },
    get progress() {
      return progress
    },
    act(input: Input, done = inputs.length): void {
      const engine = engineOf(from)
      engine.applyInPlace(engine.rules, world, input, now, emit)
      progress = observe(from.lab, progress, world, now, input)
      worked(done)
    },
    pass(until: number, done = inputs.length): void {
      for (let due = nextEvent(world); due !== undefined && due <= until; due = nextEvent(world)) {
        const engine = engineOf(from)
        engine.advanceInPlace(engine.rules, world, due, emit)
        now = due
        progress = observe(from.lab, progress, world, due)
        worked(done)
        if (work - from.work > MOST_WORK) throw new Error('It takes too long to play it again.')
      }
      now = Math.max(now, until)
    },
    end: (): Session => ({
      ...from,
      world: frozenWorld(world),
      progress,
      effort: withTurns(from.effort, progress),
      now,
      work,
      checkpoints,
      ...trimmed(shown, shownFrom),
    }),
  }
}
