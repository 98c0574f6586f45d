import { draw } from '../../src/diagram/draw.ts'
import { asText } from '../../src/diagram/picture.ts'
import type { Scene, View } from '../../src/diagram/scene.ts'
import { sceneOf } from '../../src/diagram/scene-of.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advance, apply } from '../../src/sim/apply.ts'
import type { ClusterDefinition } from '../../src/sim/definition.ts'
import type { Input } from '../../src/sim/input.ts'
import { startWorld } from '../../src/sim/start.ts'
import type { World } from '../../src/sim/world.ts'

/** Plays inputs on a real world and shows its pictures. */
export interface Play {
  world: () => World
  now: () => number
  /** Types a line on nodeA. */
  type: (text: string) => Play
  do: (input: Input) => Play
  /** Lets seconds pass. */
  wait: (seconds: number) => Play
  scene: (view?: View) => Scene
  picture: (view?: View) => string
}

export const nodeName = (letter: string): string => `node${letter}.virt.nsrc.org`

export function play(definition: ClusterDefinition = EXERCISE): Play {
  let world = startWorld(RULES, definition)
  let now = 0
  const self: Play = {
    world: () => world,
    now: () => now,
    type: (text) => self.do({ kind: 'line', terminal: nodeName('A'), text }),
    do: (input) => {
      world = apply(RULES, world, input, now).world
      return self
    },
    wait: (seconds) => {
      now += seconds * 1000
      world = advance(RULES, world, now).world
      return self
    },
    scene: (view = 'is') => sceneOf(world, now, view),
    picture: (view = 'is') => asText(draw(sceneOf(world, now, view))),
  }
  return self
}
