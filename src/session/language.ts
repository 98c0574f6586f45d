import type { complete as completion } from '../shell/complete.ts'
import type { Rules } from '../sim/run/rules.ts'
import type { Engine } from './engine.ts'

/**
 * The language that sittings speak, every program and every opcode, and the engine that makes Worlds of
 * it. They are most of the code and not needed to show a cluster at rest, so the page fetches them when
 * somebody begins to do something; tests and the door have them at once.
 */
let spoken: { rules: Rules; engine: Engine } | null = null
let completing: typeof completion | null = null
const waiting: (() => void)[] = []
let fetching: (() => void) | null = null

function known(): { rules: Rules; engine: Engine } {
  if (!spoken) throw new Error('nobody has said yet how commands are understood')
  return spoken
}

/** The rules to apply. Throws before the language has come: what needs it waits (`onceSpoken`). */
export const language = (): Rules => known().rules

/** What changes a World. Throws before it has come. */
export const engine = (): Engine => known().engine

/** Whether the commands are loaded. */
export const isSpoken = (): boolean => spoken !== null

/** From now on every command is understood, and completed where a `complete` is given. */
export const speak = (
  rules: Rules,
  engine: Engine,
  complete: typeof completion | null = null,
): void => {
  spoken = { rules, engine }
  completing = complete
  for (const go of waiting.splice(0)) go()
}

/** Says how the language is fetched when it is first needed; `fetch` ends with a call of `speak`. */
export const learnBy = (fetch: () => void): void => {
  fetching = fetch
}

/** Fetches the language if it is not here yet. */
export const learn = (): void => {
  if (spoken === null) fetching?.()
}

/** Runs `go` as soon as the commands are loaded: now, or later. Starts loading them. */
export const onceSpoken = (go: () => void): void => {
  if (spoken) return go()
  waiting.push(go)
  learn()
}

/** The completions of a line; none before the commands are loaded. */
export const complete: typeof completion = (world, node, line, cursor) =>
  completing?.(world, node, line, cursor) ?? { from: cursor, candidates: [] }
