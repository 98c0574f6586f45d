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
  const [storage, { useApp }, { actions, passSeconds }, { install }, { ENGINE }] =
    await Promise.all([
      import('../../../src/session/storage/storage.ts'),
      import('../../../src/session/store.ts'),
      import('../../../src/session/actions.ts'),
      import('../../../src/session/loading/engine-loader.ts'),
      import('../../../src/session/engine.ts'),
    ])
  install(ENGINE)
  return {
    ...storage,
    state: useApp.getState,
    actions,
    type: (line: string) => {
      actions.type('nodeA.virt.nsrc.org', line)
      passSeconds(5)
    },
    keepAll: () => storage.keep(useApp.getState()),
  }
}

const KEPT = 'ganeti-lab:kept'

it('what a page cannot show is put aside: the next visit starts fresh and offers it, once', async () => {
  const first = await visit()
  first.type('hostname')
  await first.keepAll()
  expect(small.get(KEPT)).toBe('1')
  await first.backUpStored()
  expect(small.has(KEPT)).toBe(false)
  // The broken page is still open, and must not store what it has again.
  await first.keepAll()
  const second = await visit()
  const loaded = await second.load()
  if (loaded.is !== 'set aside' || loaded.key === null) throw new Error(loaded.is)
  expect(loaded.why).toBe('The page could not show it.')
  expect(await second.readBackup(loaded.key)).toMatchObject({ save: { inputs: [{ at: 0 }] } })
  expect(await (await visit()).load()).toEqual({ is: 'nothing' })
})

it('a first visit that did nothing leaves no mark that something is kept', async () => {
  const first = await visit()
  await first.keepAll()
  expect(small.has(KEPT)).toBe(false)
})

const A = 'nodeA.virt.nsrc.org'

it('a session is the same at the next visit, also back and forth', async () => {
  const first = await visit()
  for (let i = 0; i < 130; i++) first.type(i % 2 ? 'gnt-node list' : 'gnt-node modify -D no nodeC')
  first.actions.undo()
  first.actions.setAhead(A, ['hostname', 'uptime'])
  await first.keepAll()
  const loaded = await (await visit()).load()
  if (loaded.is !== 'session') throw new Error(loaded.is)
  const { session } = first.state()
  expect(loaded.session.world).toEqual(session.world)
  expect(loaded.session.inputs).toEqual(session.inputs)
  expect(loaded.session.undone).toEqual(session.undone)
  expect(loaded.workspace.ahead).toEqual({ [A]: ['hostname', 'uptime'] })
  const { undo, redo, seek } = await import('../../../src/session/session.ts')
  expect(undo(loaded.session).world).toEqual(undo(session).world)
  expect(redo(loaded.session).world).toEqual(redo(session).world)
  expect(seek(loaded.session, 301_000).world).toEqual(seek(session, 301_000).world)
})

it('the news of a moment and the release of the labs are there at the next visit', async () => {
  const first = await visit()
  first.actions.startAgain('2.12')
  first.actions.power('nodeB.virt.nsrc.org', 'off')
  await first.keepAll()
  const loaded = await (await visit()).load()
  if (loaded.is !== 'session') throw new Error(loaded.is)
  expect(loaded.recording.news).toMatchObject([{ what: 'nodeB is off.' }])
  expect(loaded.recording).toEqual(first.state().recording)
  expect(loaded.workspace.labRelease).toBe('2.12')
})

it('a write touches what is new, however long the sitting is', async () => {
  const first = await visit()
  for (let i = 0; i < 130; i++) first.type('gnt-node list')
  expect(await first.keepAll()).toBeGreaterThan(5)
  const second = await visit()
  const loaded = await second.load()
  if (loaded.is !== 'session') throw new Error(loaded.is)
  second.actions.adopt(loaded.session, { recording: loaded.recording, previous: loaded.previous })
  second.type('hostname')
  // The head and the last inputs; perhaps a checkpoint and the strip.
  expect(await second.keepAll()).toBeLessThanOrEqual(4)
  second.actions.seek(100_000)
  await second.keepAll()
  second.type('uptime')
  await second.keepAll()
  const third = await (await visit()).load()
  if (third.is !== 'session') throw new Error(third.is)
  expect(third.session.inputs).toEqual(second.state().session.inputs)
  expect(third.session.world).toEqual(second.state().session.world)
})

it('what the version before stored is read, and stored in the new way', async () => {
  const first = await visit()
  first.type('hostname')
  const { saveOf } = await import('../../../src/session/save/save.ts')
  const { get, set, createStore } = await import('idb-keyval')
  const use = createStore('ganeti-lab', 'sittings')
  const { session, recording } = first.state()
  const { checkpoints: _, shownLength: __, work: ___, ...save } = saveOf(session)
  const old = { save: { ...save, version: 1, world: session.world }, previous: null, recording }
  await set('session', JSON.parse(JSON.stringify(old)), use)
  const second = await visit()
  const loaded = await second.load()
  if (loaded.is !== 'session') throw new Error(loaded.is)
  expect(loaded.session.world).toEqual(session.world)
  second.actions.adopt(loaded.session, { recording: loaded.recording })
  await second.keepAll()
  expect(await get('session', use)).toMatchObject({ layout: 2 })
})

it('a database that is deleted under the page is closed, reported and made again', async () => {
  const first = await visit()
  first.type('hostname')
  let told = 0
  first.onStorageLost(() => {
    told += 1
  })
  await first.keepAll()
  await new Promise<void>((done, fail) => {
    const request = indexedDB.deleteDatabase('ganeti-lab')
    request.onsuccess = () => done()
    request.onerror = fail
  })
  expect(told).toBe(1)
  await first.keepAll()
  const loaded = await (await visit()).load()
  expect(loaded).toMatchObject({ is: 'session', session: { inputs: [{ at: 0 }] } })
})
