import 'fake-indexeddb/auto'
import { createStore, keys } from 'idb-keyval'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { actions } from '../../../src/session/actions.ts'
import { keepFromNowOn } from '../../../src/session/storage/autosave.ts'
import { HEAD } from '../../../src/session/storage/session-writer.ts'
import { load } from '../../../src/session/storage/storage.ts'
import { useApp } from '../../../src/session/store.ts'

const A = 'nodeA.virt.nsrc.org'
const state = () => useApp.getState()
const notice = () => state().notices.find(({ kind }) => kind === 'storage')?.text

/** The storage works in its own time, which is real; it is left alone until it has nothing to do. */
const settle = async () => {
  for (let i = 0; i < 60; i++) await new Promise((over) => setImmediate(over))
}
const wait = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms)
  await settle()
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Refuses the next writes of the browser's storage; gives the times of all tries, in milliseconds. */
function refuse(writes: number): number[] {
  const tries: number[] = []
  const { put } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...[value, key]: Parameters<IDBObjectStore['put']>
  ) {
    if (key === HEAD) tries.push(performance.now())
    if (key === HEAD && tries.length <= writes)
      throw new DOMException('It is full.', 'QuotaExceededError')
    return put.call(this, value, key)
  })
  return tries
}

it('a write that fails is tried again, later each time, and what was typed meanwhile is kept', async () => {
  const tries = refuse(8)
  keepFromNowOn()
  actions.type(A, 'hostname')
  await wait(100)
  expect(tries).toHaveLength(1)
  expect(notice()).toContain('QuotaExceededError')
  // Nothing of the write that failed is there.
  expect(await keys(createStore('ganeti-lab', 'sittings'))).toEqual([])
  actions.type(A, 'uptime')
  actions.setAhead(A, ['gnt-node list'])
  await wait(1900)
  expect(tries).toHaveLength(1)
  for (let seconds = 0; seconds < 300 && tries.length < 9; seconds++) await wait(1000)
  const pauses = tries.slice(1).map((at, i) => Math.round((at - (tries[i] ?? 0)) / 1000))
  expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60])
  expect(notice()).toBeUndefined()
  const loaded = await load()
  if (loaded.is !== 'session') throw new Error(loaded.is)
  expect(loaded.session.inputs.map(({ input }) => 'text' in input && input.text)).toEqual([
    'hostname',
    'uptime',
  ])
  expect(loaded.workspace.ahead).toEqual({ [A]: ['gnt-node list'] })
  // From now on what is new is written at once again.
  actions.type(A, 'date')
  await wait(100)
  expect(tries).toHaveLength(10)
})
