import { tellBy } from '../session/happened.ts'
import { learn, learnBy, speak } from '../session/language.ts'
import { useSession } from '../session/store.ts'

/** What somebody does first who is about to do something. */
const SIGNS = ['keydown', 'pointerdown', 'paste'] as const

/**
 * Every command's behaviour is most of the code, and a cluster at rest needs none of it: it comes with the first
 * sign that somebody will type or click, or when an action needs it. What is done meanwhile waits for it.
 */
export function commandsOnDemand(): void {
  let coming = false
  learnBy(() => {
    if (coming) return
    coming = true
    fetchCommands().catch((problem: unknown) => {
      coming = false
      useSession.getState().tell({
        kind: 'commands',
        text: `The commands could not be loaded (${problem instanceof Error ? problem.message : problem}). What you do waits for them.`,
        action: { label: 'Try again', run: learn },
      })
    })
  })
  atFirstSign(learn)
}

async function fetchCommands(): Promise<void> {
  const [{ RULES }, { ENGINE }, { complete }, { TELLER }] = await Promise.all([
    import('../shell/rules.ts'),
    import('../session/engine.ts'),
    import('../shell/complete.ts'),
    import('../session/telling/teller.ts'),
  ])
  tellBy(TELLER)
  speak(RULES, ENGINE, complete)
  useSession.getState().dismiss('commands')
}

/** Runs `go` when somebody begins to do something, once. */
export function atFirstSign(go: () => void): void {
  const begin = (): void => {
    for (const sign of SIGNS) window.removeEventListener(sign, begin, true)
    go()
  }
  for (const sign of SIGNS) window.addEventListener(sign, begin, { capture: true, passive: true })
}
