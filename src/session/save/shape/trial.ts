import { own } from '../../../lib/own.ts'
import { atShell } from '../../../shell/prompt.ts'
import { nextEvent, type World } from '../../../sim/world.ts'
import type { Engine } from '../../engine.ts'
import { copyOfWorld } from '../../history/world-copy.ts'
import type { Session } from '../../session.ts'
import { unknownIn } from './agree.ts'

/** How far a World is played on before it is believed: simulated milliseconds, and things that happen. */
const PATIENCE_MS = 1_800_000
const MOST_EVENTS = 1500
/** So much cannot happen in less time than this, however large the cluster is. */
const SHORTEST_MS = 1000

/** Lines that look at everything. They change nothing that anyone keeps. */
const PROBES = ['gnt-instance list', 'gnt-node list', 'cat /proc/drbd']
const PROBE_MS = 60_000

const silently = (): void => undefined

/**
 * Plays a copy of a session's World on and types a few lines there. Throws what goes wrong: a step that cannot work
 * with what it finds, a World that does not come to rest. Nothing is tried before the commands are here.
 */
export function tryPlaying({ engine, world, now, definition }: Session): void {
  if (!engine) return
  const unknown = unknownIn(world, engine.rules)
  if (unknown !== undefined) throw new Error(unknown)
  const copy = copyOfWorld(world)
  pass(engine, copy, now, now + PATIENCE_MS)
  const node = Object.keys(copy.machines).find(
    (name) => name.toLowerCase() === definition.master.toLowerCase(),
  )
  if (node === undefined) throw new Error(`there is no ${definition.master}`)
  for (const text of PROBES) {
    if (!atShell(own(copy.terminals, node))) return
    const at = Math.max(copy.now, now)
    engine.applyInPlace(engine.rules, copy, { kind: 'line', terminal: node, text }, at, silently)
    pass(engine, copy, at, at + PROBE_MS)
  }
}

function pass(engine: Engine, world: World, from: number, until: number): void {
  for (let events = 0; events < MOST_EVENTS; events++) {
    const due = nextEvent(world)
    if (due === undefined || due > until) return
    engine.advanceInPlace(engine.rules, world, due, silently)
  }
  if (world.now - from < SHORTEST_MS) throw new Error('it does not come to rest')
}
