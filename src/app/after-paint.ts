import { whenLoaded } from '../session/loading/engine-loader.ts'
import { preloadParts } from '../session/loading/lazy-part.tsx'
import { storeForOffline } from './offline.ts'

/** Resolves after the next paint. A hidden tab paints nothing, so there it resolves at once. */
const painted = (): Promise<void> =>
  new Promise((go) => {
    if (document.visibilityState === 'hidden') return go()
    requestAnimationFrame(() => setTimeout(go))
  })

/**
 * Loads everything that the first paint did not need: first the commands, then the panels, and all files into the
 * browser's storage. From then on the page needs no server.
 */
export async function loadTheRest(): Promise<void> {
  await painted()
  await new Promise<void>((loaded) => whenLoaded(loaded))
  await Promise.all([storeForOffline(), preloadParts()])
}
