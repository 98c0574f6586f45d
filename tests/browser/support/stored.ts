import type { Page } from 'playwright-core'

/** What the browser's storage holds of the session, as text. */
export const stored = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((done, fail) => {
        const open = indexedDB.open('ganeti-lab')
        open.onerror = fail
        open.onsuccess = () => {
          const all = open.result.transaction('sittings').objectStore('sittings').getAll()
          all.onsuccess = () => {
            open.result.close()
            done(JSON.stringify(all.result))
          }
        }
      }),
  )
