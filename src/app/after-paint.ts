import { learn } from '../session/language.ts'
import { preloadParts } from '../session/lazy-part.tsx'
import { storeForOffline } from './offline.ts'

/** Resolves when the browser has nothing better to do, after 200 ms at the latest. */
const idle = (): Promise<void> =>
  new Promise((go) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => go(), { timeout: 200 })
    else setTimeout(go, 50)
  })

/** Resolves when what was rendered is on the screen; in a hidden tab nothing is painted, so it waits for no frame. */
const painted = (): Promise<void> =>
  new Promise((go) => {
    if (document.visibilityState === 'hidden') return go()
    requestAnimationFrame(() => setTimeout(go))
  })

/**
 * Loads all that the first paint did not need, without waiting for a key: first what a command needs, then every
 * file into the browser's own storage, then the parts that are shown later. From then on the server is not needed.
 */
export async function loadTheRest(): Promise<void> {
  await painted()
  learn()
  await idle()
  await Promise.all([storeForOffline(), preloadParts(idle)])
}
