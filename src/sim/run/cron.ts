import { machineOf, setAlarm, type World } from '../world.ts'
import type { Rules } from './rules.ts'
import { startInBackground } from './start-process.ts'

const CRON_MS = 300_000

/** At the next minute divisible by five, as cron counts. */
export function startCron(world: World): void {
  const rest = CRON_MS - ((world.epochMs + world.now) % CRON_MS)
  setAlarm(world, world.now + rest, { kind: 'cron' })
}

/** Starts the watcher on every node that is up, and sets the next alarm. Nothing while cron is off. */
export function ringCron(rules: Rules, world: World): void {
  if (!world.hardware.watcherCron) return
  setAlarm(world, world.now + CRON_MS, { kind: 'cron' })
  for (const node of Object.keys(world.machines))
    if (machineOf(world, node).power.is === 'on')
      startInBackground(rules, world, { id: `cron@${node}`, node, argv: rules.watcher })
}
