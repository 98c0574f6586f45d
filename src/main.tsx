import './session/language/choose.ts'
import { createElement } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { followAddress } from './app/address.ts'
import { loadTheRest } from './app/after-paint.ts'
import { loadCommandsWhenAsked } from './app/load-engine.ts'
import { tellFailure, tellFailures } from './app/notices/failures.ts'
import { Page } from './app/Page.tsx'
import { checkRendering } from './app/render-check.ts'
import { takeEarlyKeys } from './console/input/early-keys.ts'
import { actions } from './session/actions.ts'
import { startClock } from './session/clock.ts'
import { recordSolvedLabs } from './session/labs/solved-labs.ts'
import { whenLoaded } from './session/loading/engine-loader.ts'
import { loadChunk } from './session/loading/load-chunk.ts'
import { projectorIn } from './session/projector/follow.ts'
import { projector } from './session/projector/lead.ts'
import { restoreAndKeep } from './session/storage/autosave.ts'
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

/** A page of a class knows its session from a server; nothing of it is loaded, or stored, by any other. */
async function beginClass(page: HTMLElement): Promise<void> {
  const begin = await loadChunk(() => import('./class/page/class-page.tsx'))
  begin.beginClass(page, Page)
}

/** A function and no waiting at the top level: what is imported on the way waits until this file has run. */
async function begin(page: HTMLElement): Promise<void> {
  useApp.setState({ renderCheck: checkRendering })
  tellFailures()
  loadCommandsWhenAsked()
  if (/^#(class|wall)\b/.test(window.location.hash)) {
    takeEarlyKeys()
    return beginClass(page)
  }
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
  recordSolvedLabs()
  projector.resume()
  await rest
}

/** A projector's window only shows what another window tells it: it opens, stores and plays nothing. */
async function project(page: HTMLElement, id: string): Promise<void> {
  takeEarlyKeys()
  const { default: Projector } = await loadChunk(() => import('./app/projector/Projector.tsx'))
  delete document.documentElement.dataset.returning
  createRoot(page).render(createElement(Projector, { id }))
}

const projected = projectorIn(window.location.hash)
void (projected === null ? begin(root) : project(root, projected))
