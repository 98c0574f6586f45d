import { scriptAddress } from '../session/trusted.ts'

/**
 * Stores the built app in the browser, so that it opens again without a network or its server, and so that a page
 * that is open finds its own version of every file after another one was deployed. Resolves when everything is
 * stored; does nothing on the development server and where the browser allows no service worker.
 */
export async function storeForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    await navigator.serviceWorker.register(scriptAddress('./sw.js'))
    await navigator.serviceWorker.ready
  } catch (problem) {
    console.warn('The app cannot be stored for use offline:', problem)
  }
}
