import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import { actions } from '../../session/actions.ts'
import { failureReport } from '../../session/failure.ts'
import { ChunkLoadError } from '../../session/loading/load-chunk.ts'
import { useApp } from '../../session/store.ts'

/** Not an error: the browser handles the remaining size changes in the next frame. */
const HARMLESS = /^ResizeObserver loop/

/** Reports uncaught errors in notices. */
export function tellFailures(): void {
  window.addEventListener('error', ({ error, message }) => {
    if (!HARMLESS.test(message)) tellFailure(error ?? new Error(message))
  })
  window.addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason))
}

/** Reports an error in a notice, with what to do about it. */
export function tellFailure(error: unknown): void {
  const { session } = useApp.getState()
  if (error instanceof ChunkLoadError)
    return actions.notify({
      kind: 'failure',
      text: t`A part of the page could not be loaded: the server does not answer, or a newer version has replaced the file. Nothing was changed. Your session is kept.`,
      action: { label: 'Reload', run: () => window.location.reload() },
    })
  actions.notify({
    kind: 'failure',
    text: t`The trainer has an error (${messageOf(error)}). Your session is kept.`,
    report: failureReport(session, error),
  })
}
