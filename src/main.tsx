import { createRoot, hydrateRoot } from 'react-dom/client'
import { followAddress } from './app/address.ts'
import { loadTheRest } from './app/after-paint.ts'
import { loadCommandsWhenAsked } from './app/commands.ts'
import { tellFailure, tellFailures } from './app/failures.ts'
import { lookAt } from './app/look.ts'
import { Page } from './app/Page.tsx'
import { actions } from './session/actions.ts'
import { restoreAndKeep } from './session/autosave.ts'
import { keepBook } from './session/book.ts'
import { startClock } from './session/clock.ts'
import { whenLoaded } from './session/loading.ts'
import { useApp } from './session/store.ts'
import { nextEvent } from './sim/world.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

/**
 * Whether the page that came with `index.html` is what is to be shown: a first visit. Otherwise the stored session
 * and choices come first, and what came is replaced before it can be seen.
 */
const isFirstVisit = (page: HTMLElement): boolean =>
  page.hasChildNodes() &&
  document.documentElement.dataset.returning === undefined &&
  useApp.getState().theme === 'system'

/** A function and no waiting at the top level: what is imported on the way waits until this file has run. */
async function begin(page: HTMLElement): Promise<void> {
  useApp.setState({ look: lookAt })
  tellFailures()
  loadCommandsWhenAsked()
  // Without what was stored the page is there all the same.
  const restored = restoreAndKeep().catch(tellFailure)
  // After the stored session, which then becomes the previous one.
  const linked = restored.then(followAddress)
  if (isFirstVisit(page)) hydrateRoot(page, <Page />)
  else {
    await linked
    createRoot(page).render(<Page />)
  }
  // Storage may take its time to answer; the commands do not wait for it.
  const rest = loadTheRest()
  await linked
  const { session } = useApp.getState()
  const run = () => startClock({ ...useApp, pass: actions.pass, stop: actions.stop })
  // A session in the middle of something needs the commands before its clock can go on.
  if (nextEvent(session.world) === undefined) run()
  else whenLoaded(run)
  keepBook()
  await rest
}

void begin(root)
