import { onceSpoken } from '../session/language.ts'
import { preloadParts } from '../session/lazy-part.tsx'
import { storeForOffline } from './offline.ts'

/** Resolves when what was rendered is on the screen; in a hidden tab nothing is painted, so it waits for no frame. */
const painted = (): Promise<void> =>
  new Promise((go) => {
    if (document.visibilityState === 'hidden') return go()
    requestAnimationFrame(() => setTimeout(go))
  })

/**
 * Loads all that the first paint did not need, without waiting for a key: first what a command needs, then the parts
 * that are shown later, and every file into the browser's own storage. From then on the server is not needed.
 */
export async function loadTheRest(): Promise<void> {
  await painted()
  await new Promise<void>((spoken) => onceSpoken(spoken))
  await Promise.all([storeForOffline(), preloadParts()])
}
