import type { complete as completion } from '../shell/complete.ts'
import { SHELL_VARS, type ShellVars } from '../shell/line/variables.ts'
import { promptOf } from '../shell/prompt.ts'
import { defineProgram } from '../sim/run/program.ts'
import type { Rules } from '../sim/run/rules.ts'

/**
 * The language that sittings speak: every program and every opcode. It is most of the code and not needed
 * to show a cluster at rest, so the page fetches it when somebody begins to do something; tests and the
 * door have it at once. Until then there is only a shell at its prompt.
 */
let spoken: Rules | null = null
let completing: typeof completion | null = null
const waiting: (() => void)[] = []
let fetching: (() => void) | null = null

/** The login shell as far as its first prompt: what it does there is what the whole one does. */
const FIRST_PROMPT = defineProgram<ShellVars>({
  vars: SHELL_VARS,
  steps: {
    open: () => undefined,
    prompt: (p) => ({ next: 'prompt', prompt: promptOf(p) }),
    read: () => ({ next: 'goto', then: 'prompt' }),
  },
})

export const SILENCE: Rules = {
  opcodes: {},
  programs: { bash: FIRST_PROMPT },
  loginShell: 'bash',
  watcher: [],
  boot: [],
}

/** The rules to apply: all of them, or a shell's prompt while they are on their way. */
export const language = (): Rules => spoken ?? SILENCE

/** Whether every command is understood already. */
export const isSpoken = (): boolean => spoken !== null

/** From now on every command is understood, and completed where a `complete` is given. */
export const speak = (rules: Rules, complete: typeof completion | null = null): void => {
  spoken = rules
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

/** Runs `go` as soon as every command is understood: now, or when the language has come. */
export const onceSpoken = (go: () => void): void => {
  if (spoken) return go()
  waiting.push(go)
  learn()
}

/** What may follow on a line that is being typed; nothing before the language has come. */
export const complete: typeof completion = (world, node, line, cursor) =>
  completing?.(world, node, line, cursor) ?? { from: cursor, candidates: [] }
