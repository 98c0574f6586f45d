import { t } from '../lib/language/t.ts'
import { actions } from '../session/actions.ts'
import { loadChunk } from '../session/loading/load-chunk.ts'

/** Real milliseconds that the first paint waits for what a link opens. Then the page shows what it has. */
const PATIENCE_MS = 4000

/**
 * Opens what the address asks for after its #, and takes that out of the address: a reload then shows what the learner
 * has done since. A link that is refused stays in the address, to be corrected. Never rejects.
 */
async function openAddress(): Promise<void> {
  const { hash, pathname, search } = window.location
  if (hash.length <= 1) return
  try {
    const { openLink } = await loadChunk(() => import('../session/links/open-link.ts'))
    if ((await openLink(hash)) && window.location.hash === hash)
      window.history.replaceState(window.history.state, '', `${pathname}${search}`)
  } catch {
    actions.notify({
      kind: 'link',
      text: t`The link in the address could not be opened, because a part of the page could not be loaded. Nothing was changed.`,
      action: { label: t`Try again`, run: () => void openAddress() },
    })
  }
}

/** Opens the link with which the page was opened, and from now on every other. Resolves when the first is open. */
export async function followAddress(): Promise<void> {
  window.addEventListener('hashchange', () => void openAddress())
  const late = new Promise<void>((over) => setTimeout(over, PATIENCE_MS))
  await Promise.race([openAddress(), late])
}
