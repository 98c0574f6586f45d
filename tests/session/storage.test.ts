import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, it, vi } from 'vitest'

/** A browser without a screen: its database, its small storage. A visit loads the program afresh. */
const small = new Map<string, string>()
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  small.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => small.get(key) ?? null,
    setItem: (key: string, value: string) => void small.set(key, value),
    removeItem: (key: string) => void small.delete(key),
  })
})

async function visit() {
  vi.resetModules()
  const [storage, { useSession, passSeconds }, { saveOf }, { speak }, { ENGINE }, { RULES }] =
    await Promise.all([
      import('../../src/session/storage.ts'),
      import('../../src/session/store.ts'),
      import('../../src/session/save.ts'),
      import('../../src/session/language.ts'),
      import('../../src/session/engine.ts'),
      import('../../src/shell/rules.ts'),
    ])
  speak(RULES, ENGINE)
  const lab = () => useSession.getState()
  return {
    ...storage,
    lab,
    type: (line: string) => {
      lab().type('nodeA.virt.nsrc.org', line)
      passSeconds(5)
    },
    keepAll: () => {
      const { session, recording, happened, history, terminal, view, speed } = lab()
      const save = saveOf(session)
      return storage.keep({
        save,
        previous: null,
        recording,
        happened,
        history,
        terminal,
        view,
        speed,
      })
    },
  }
}

const KEPT = 'ganeti-lab:kept'

it('what a page cannot show is put aside: the next visit starts fresh and offers it, once', async () => {
  const first = await visit()
  first.type('hostname')
  await first.keepAll()
  expect(small.get(KEPT)).toBe('1')
  await first.setStoredAside()
  expect(small.has(KEPT)).toBe(false)
  // The broken page is still open, and must not store what it has again.
  await first.keepAll()
  const second = await visit()
  const loaded = await second.load()
  if (loaded.is !== 'set aside' || loaded.key === null) throw new Error(loaded.is)
  expect(loaded.why).toBe('The page could not show it.')
  expect(await second.readAside(loaded.key)).toMatchObject({ save: { inputs: [{ at: 0 }] } })
  expect(await (await visit()).load()).toEqual({ is: 'nothing' })
})

it('a first visit that did nothing leaves no mark that something is kept', async () => {
  const first = await visit()
  await first.keepAll()
  expect(small.has(KEPT)).toBe(false)
})
