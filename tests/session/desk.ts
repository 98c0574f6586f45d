import { EXERCISE } from '../../src/labs/clusters.ts'
import { copyOfWorld } from '../../src/session/copy.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../src/sim/apply.ts'
import type { Input } from '../../src/sim/input.ts'
import type { Release } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'
import { nextEvent } from '../../src/sim/world.ts'

export const A = 'nodeA.virt.nsrc.org'
export const B = 'nodeB.virt.nsrc.org'

/** A World of the exercise that a test changes in place, without a session around it. */
export function desk(release: Release = '2.11') {
  const world = startWorld(RULES, { ...EXERCISE, release })
  const act = (input: Input) => applyInPlace(RULES, world, input, world.now, () => undefined)
  const wait = (seconds: number) => {
    const until = world.now + seconds * 1000
    advanceInPlace(RULES, world, until, () => undefined)
    world.now = until
  }
  return {
    world,
    act,
    wait,
    /** A line on the master's console, with its answers. */
    type: (line: string, ...answers: string[]) => {
      for (const text of [line, ...answers]) {
        act({ kind: 'line', terminal: A, text })
        wait(0.1)
      }
    },
    /** Lets things happen until `is` holds. */
    until: (is: () => boolean) => {
      for (let events = 0; !is() && events < 20_000; events++) {
        const due = nextEvent(world)
        if (due === undefined) break
        advanceInPlace(RULES, world, due, () => undefined)
      }
    },
    power: (node: string, to: 'on' | 'off') => act({ kind: 'power', node, to }),
    copy: () => copyOfWorld(world),
  }
}
