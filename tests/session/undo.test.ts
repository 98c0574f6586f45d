import { beforeEach, describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { isInPast } from '../../src/session/history/branches.ts'
import { promptOf } from '../../src/session/idle.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { recordingIn, restore } from '../../src/session/save/restore.ts'
import { saveOf } from '../../src/session/save/save.ts'
import type { Session } from '../../src/session/session.ts'
import { useApp } from '../../src/session/store.ts'

install(ENGINE)

const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

const state = () => useApp.getState()
const session = () => state().session
const type = (text: string) => actions.type(A, text)
const jobs = () => (state().recording.jobs ?? []).map(({ id }) => id)
const drained = ({ world }: Session = session()) =>
  world.machines[A]?.files.config?.nodes[B]?.drained

function reloaded(): Session {
  const save: unknown = JSON.parse(JSON.stringify(saveOf(session())))
  const read = restore({ engine: ENGINE, renderCheck: null }, save, { ok: true, lab: null })
  if (!read.ok) throw new Error(read.error)
  return read.session
}

beforeEach(() => {
  actions.open(EXERCISE)
  type('gnt-node list')
  passSeconds(10)
  type('gnt-node modify --drained=yes nodeB')
  passSeconds(20)
})

describe('undo', () => {
  it('leads to the state before the last input, at the prompt, with the clock as it ran', () => {
    actions.undo()
    expect(session().now).toBe(10_000)
    expect(isInPast(session())).toBe(false)
    expect(state().speed).toBe(1)
    expect(promptOf(session().world.terminals[A])).toContain('nodeA')
    expect(drained()).toBe(false)
  })

  it('takes back what stays back: as time passes it does not happen again', () => {
    actions.undo()
    passSeconds(60)
    expect(session().now).toBe(70_000)
    expect(drained()).toBe(false)
  })

  it('leaves nothing on the time strip of what it takes back', () => {
    actions.power(B, 'off')
    expect(state().recording.marks.map(({ text }) => text)).toEqual(['B off'])
    actions.undo()
    expect(state().recording.marks).toEqual([])
    expect(state().recording.samples.debianY?.at(-1)?.is).toBe('two')
    const [before] = [jobs()]
    actions.undo()
    expect(jobs()).toHaveLength(before.length - 1)
  })

  it('can be redone later, with as much time between the inputs as there was', () => {
    passSeconds(5)
    type('gnt-node modify --drained=no nodeB')
    passSeconds(20)
    const all = jobs()
    actions.undo()
    actions.undo()
    passSeconds(100)
    actions.redo()
    expect(session().now).toBe(110_000)
    actions.redo()
    expect(session().now).toBe(135_000)
    expect(drained()).toBe(true)
    passSeconds(20)
    expect(drained()).toBe(false)
    expect(jobs()).toEqual(all)
    expect(session()).toMatchObject({ undone: [], until: session().now, branches: [] })
  })

  it('keeps what it takes back as a branch once something else is typed, with its own end', () => {
    actions.undo()
    passSeconds(100)
    type('hostname')
    expect(session().branches).toMatchObject([{ until: 30_000, inputs: [{ at: 10_000 }] }])
    actions.openBranch(session().branches[0]?.id ?? 0)
    expect(session().now).toBe(30_000)
    expect(drained()).toBe(true)
  })

  it('is as it was after a reload', () => {
    actions.undo()
    passSeconds(60)
    expect(isInPast(reloaded())).toBe(false)
    actions.adopt(reloaded())
    passSeconds(60)
    expect(drained()).toBe(false)
    actions.redo()
    passSeconds(20)
    expect(drained()).toBe(true)
  })
})

describe('looking at an earlier moment', () => {
  it('after an undo keeps what was taken back as a branch, and leads back to where it began', () => {
    actions.undo()
    passSeconds(60)
    actions.seek(5_000)
    expect(isInPast(session())).toBe(true)
    expect(session().branches).toHaveLength(1)
    expect(state().notices.map(({ kind }) => kind)).toContain('branch')
    actions.seek(session().until)
    expect(session().now).toBe(70_000)
    expect(drained()).toBe(false)
  })

  it('shows the later jobs after a reload, too', () => {
    const all = jobs()
    expect(all).toHaveLength(1)
    actions.seek(5_000)
    const stored: unknown = JSON.parse(JSON.stringify(state().recording))
    expect(recordingIn(stored, reloaded())?.jobs).toMatchObject([
      { id: all[0], ended: expect.any(Number) },
    ])
  })
})
