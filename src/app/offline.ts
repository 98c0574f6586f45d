import { t } from '../lib/language/t.ts'
import { scriptAddress } from '../session/worker/trusted.ts'

/**
 * Stores the built app in the browser, so that it opens without a network, and so that an open page finds its own
 * version of every file after a newer one is deployed. Resolves when everything is stored. Does nothing on the
 * development server or if the browser allows no service worker.
 */
export async function storeForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    await navigator.serviceWorker.register(scriptAddress('./sw.js'))
    await navigator.serviceWorker.ready
  } catch (problem) {
    console.warn(t`The app could not be stored for offline use:`, problem)
  }
}
