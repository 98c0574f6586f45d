import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** A thread that says that it is there, and never answers. */
class SilentWorker {
  static made: SilentWorker[] = []
  terminated = false
  asked: unknown[] = []
  onmessage: (event: { data: unknown }) => void = () => {}
  onerror: (event: { preventDefault: () => void }) => void = () => {}
  constructor() {
    SilentWorker.made.push(this)
  }
  postMessage(question: unknown) {
    this.asked.push(question)
  }
  terminate() {
    this.terminated = true
  }
}

const begun = async (): Promise<{ worker: SilentWorker; answer: Promise<unknown> }> => {
  const { openInWorker } = await import('../../../src/session/worker/lab-reader.ts')
  const answer = openInWorker('a lab', '2.11')
  // Handled at once: the tests look at it later.
  answer.catch(() => {})
  const worker = SilentWorker.made.at(-1)
  if (!worker) throw new Error('no one was asked')
  return { worker, answer }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('Worker', SilentWorker)
  vi.stubGlobal('document', { baseURI: 'http://here/' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('a lab that keeps its reader busy for ten seconds is given up, and the reader is ended', async () => {
  const { worker, answer } = await begun()
  worker.onmessage({ data: 'ready' })
  expect(worker.asked).toEqual([{ source: 'a lab', wanted: '2.11' }])
  await vi.advanceTimersByTimeAsync(9_999)
  expect(worker.terminated).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(worker.terminated).toBe(true)
  await expect(answer).rejects.toThrow('It takes more than 10 seconds.')
})

it('a reader that does not load, or fails, is a sentence', async () => {
  const slow = await begun()
  await vi.advanceTimersByTimeAsync(60_000)
  await expect(slow.answer).rejects.toThrow('could not be loaded. Try again.')
  expect(slow.worker.terminated).toBe(true)
  const missing = await begun()
  missing.worker.onerror({ preventDefault: () => {} })
  await expect(missing.answer).rejects.toThrow('is missing or failed')
})

it('an answer ends the reader, and no time limit follows it', async () => {
  const { worker, answer } = await begun()
  worker.onmessage({ data: 'ready' })
  worker.onmessage({ data: { ok: false, problems: [] } })
  expect(worker.terminated).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
  await expect(answer).resolves.toEqual({ ok: false, problems: [] })
})
