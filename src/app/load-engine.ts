import { t } from '../lib/language/t.ts'
import { messageOf } from '../lib/text/message.ts'
import { actions } from '../session/actions.ts'
import { install } from '../session/loading/engine-loader.ts'
import { ChunkLoadError, loadChunk } from '../session/loading/load-chunk.ts'
import { useApp } from '../session/store.ts'

/**
 * Defines how the commands are loaded: once, when something first needs them. They are most of the code, and an idle
 * cluster needs none of it, so the first paint does not wait for them. Inputs that come earlier wait.
 */
export function loadCommandsWhenAsked(): void {
  let loading = false
  const load = (): void => {
    if (loading) return
    loading = true
    loadCommands().catch((problem: unknown) => {
      loading = false
      actions.notify({
        kind: 'commands',
        text: t`The commands could not be loaded (${messageOf(problem)}). Your inputs run as soon as they load.`,
        action:
          problem instanceof ChunkLoadError && problem.needsReload
            ? { label: 'Reload', run: () => window.location.reload() }
            : { label: t`Try again`, run: load },
      })
    })
  }
  useApp.setState({ load })
}

async function loadCommands(): Promise<void> {
  const { ENGINE } = await loadChunk(() => import('../session/engine.ts'))
  install(ENGINE)
  actions.dismiss('commands')
}
