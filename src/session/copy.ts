import type { World } from '../sim/world.ts'

/** A deep copy of a World, free to be changed in place. */
export const structuredCloneWorld = (world: World): World =>
  JSON.parse(JSON.stringify(world)) as World
