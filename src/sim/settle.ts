import { settleDrbd } from './cluster/drbd/settle.ts'
import { settleTransfers } from './cluster/transfer.ts'
import type { Emit } from './input.ts'
import { runJobs } from './jobs/schedule.ts'
import type { Rules } from './run/rules.ts'
import { runTerminals } from './run/terminals.ts'
import type { World } from './world.ts'

/** More rounds than any honest chain of steps needs at one instant. */
const ROUNDS = 10_000

/** Runs everything that can run at this instant. */
export function settle(rules: Rules, world: World, emit: Emit): void {
  for (let round = 0; round < ROUNDS; round++) {
    settleDrbd(world)
    settleTransfers(world)
    const jobs = runJobs(rules, world)
    const terminals = runTerminals(rules, world, emit)
    if (!jobs && !terminals) return
  }
  throw new Error('the world does not come to rest')
}
