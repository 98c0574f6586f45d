import { scriptAddress } from '../session/trusted.ts'
import { atFirstSign } from './commands.ts'

/** A page that nobody touches begins to store itself after this long, in real milliseconds. */
const UNTOUCHED_MS = 3000

/**
 * Stores the built app in the browser, so that it opens again without a network or its server. It fetches
 * everything, so it begins when the first picture is long there, or when somebody begins to do something.
 * Does nothing on the development server and where the browser allows no service worker.
 */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  let begun = false
  const begin = (): void => {
    if (begun) return
    begun = true
    navigator.serviceWorker.register(scriptAddress('./sw.js')).catch((problem: unknown) => {
      console.warn('The app cannot be stored for use offline:', problem)
    })
  }
  const whenIdle = (): void => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(begin)
    else begin()
  }
  atFirstSign(() => setTimeout(whenIdle, 500))
  setTimeout(whenIdle, UNTOUCHED_MS)
}
