import { actions } from '../session/actions.ts'
import { tellBy } from '../session/happened.ts'
import { learn, learnBy, speak } from '../session/language.ts'
import { loadChunk } from '../session/load-chunk.ts'

/**
 * Defines how the commands are loaded: once, when `learn` first asks for them. They are most of the code, and an idle
 * cluster needs none of it, so the first paint does not wait for them. Inputs that come earlier wait.
 */
export function loadCommandsWhenAsked(): void {
  let loading = false
  learnBy(() => {
    if (loading) return
    loading = true
    loadCommands().catch((problem: unknown) => {
      loading = false
      actions.notify({
        kind: 'commands',
        text: `The commands could not be loaded (${problem instanceof Error ? problem.message : problem}). Your inputs run as soon as they load.`,
        action: { label: 'Try again', run: learn },
      })
    })
  })
}

async function loadCommands(): Promise<void> {
  const [{ RULES }, { ENGINE }, { complete }, { TELLER }] = await loadChunk(() =>
    Promise.all([
      import('../shell/rules.ts'),
      import('../session/engine.ts'),
      import('../shell/complete.ts'),
      import('../session/telling/teller.ts'),
    ]),
  )
  tellBy(TELLER)
  speak(RULES, ENGINE, complete)
  actions.dismiss('commands')
}
