/**
 * Stores the built app in the browser, so that it opens again without a network or its server.
 * Does nothing on the development server and where the browser allows no service worker.
 */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('./sw.js').catch((problem: unknown) => {
    console.warn('The app cannot be stored for use offline:', problem)
  })
}
