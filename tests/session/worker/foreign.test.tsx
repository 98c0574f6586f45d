import { act } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { actions, passSeconds } from '../../../src/session/actions.ts'
import type { Notice } from '../../../src/session/app-state.ts'
import { startLab } from '../../../src/session/labs/open-lab.ts'
import { openFile } from '../../../src/session/save/files.ts'
import { saveOf } from '../../../src/session/save/save.ts'
import { useApp } from '../../../src/session/store.ts'
import { MAINTENANCE } from '../../support/maintenance.ts'

const A = 'nodeA.virt.nsrc.org'
const state = () => useApp.getState()
const told = () => state().notices.at(-1)?.text ?? ''
const fileOf = (text: string, name: string): File =>
  Object.assign(new File([text], name), { text: () => Promise.resolve(text) })
const openText = (text: string, name: string) => act(() => openFile(fileOf(text, name)))

const LAB = `---
id: mine
order: 1
title: Mine
summary: A lab of mine.
goals:
  - id: off
    text: Switch nodeB off
    detail: Its button.
    needs: { node: nodeB, power: off }
    hints: [First., Second.]
solution:
  - { power: nodeB, to: off }
---

The story.
`
const before = (steps: string) => LAB.replace('goals:', `start: { before: [${steps}] }\ngoals:`)
/** Reads well, and cannot be done. */
const IMPOSSIBLE = before('{ power: nodeB, to: off }, { on: nodeB, run: hostname }')

beforeEach(() => {
  act(() => startLab(MAINTENANCE))
  act(() => passSeconds(5))
  act(() => actions.type(A, 'hostname'))
  useApp.setState({ notices: [], previous: null, view: 'is' })
})

it('a lab whose start cannot be done is not opened, and nothing is changed', async () => {
  const { session, view, previous } = state()
  await openText(IMPOSSIBLE, 'mine.md')
  expect(told()).toBe(
    'This lab cannot be opened. Nothing was changed. mine.md:6: start.before.1: in 2.11: nodeB.virt.nsrc.org is off, so you cannot type there.',
  )
  expect(state().session).toBe(session)
  expect(state()).toMatchObject({ view, previous })
})

it('a lab that is not for the release in use is opened in one that it is for', async () => {
  expect(state().session.definition.release).toBe('2.11')
  await openText(LAB.replace('goals:', 'releases: ["2.12", "3.0"]\ngoals:'), 'mine.md')
  expect(state().session.world.release).toBe('2.12')
})

it('a session carries the lab of another person, and opens with it again', async () => {
  await openText(before('{ wait: 60 }'), 'mine.md')
  act(() => actions.type(A, 'hostname'))
  const text = JSON.stringify(saveOf(state().session))
  act(() => startLab(MAINTENANCE))
  await openText(text, 'session.json')
  expect(state().session.lab).toMatchObject({ id: 'mine' })
  act(() => actions.undo())
  expect(state().session.now).toBe(60_000)
  act(() => actions.redo())
  expect(saveOf(state().session).lab).toEqual({ source: before('{ wait: 60 }') })
})

it('the name of a file is shown with its invisible characters', async () => {
  await openText(IMPOSSIBLE, 'mine\u202edm.md')
  expect(told()).toContain('mine<U+202E>dm.md:6: ')
  await openText('', 'nothing\u200b.json')
  expect(told()).toMatch(/^nothing<U\+200B>\.json cannot be opened/)
})

it('a session from outside is opened with what no one sees spelled out, also in its checkpoints', async () => {
  act(() => actions.type(A, 'echo MARK'))
  act(() => passSeconds(5))
  const text = JSON.stringify(saveOf(state().session)).replaceAll('MARK', 'M\u202eARK')
  act(() => startLab(MAINTENANCE))
  await openText(text, 'session.json')
  const { session } = state()
  expect(JSON.stringify(session.shown)).toContain('M<U+202E>ARK')
  const { checkpoints, ...rest } = session
  expect(JSON.stringify([rest, checkpoints.map(({ change }) => change)])).not.toContain('\u202e')
})

const saveWith = (named: unknown) => {
  // As the version before wrote it: without checkpoints it is played from the start.
  const { checkpoints: _, ...save } = saveOf(state().session)
  return JSON.stringify({ ...save, world: state().session.world, lab: named })
}

it.each<[string, unknown, string]>([
  ['a lab that no one knows', 'tea', 'a lab called tea, which this version does not have'],
  [
    'a lab that cannot be read',
    { source: LAB.replace('title: Mine\n', '') },
    'a lab that cannot be read. Nothing was changed. its lab:2: title: is missing',
  ],
  ['a text that is no lab', { source: 'Hello' }, 'its lab:1: a lab starts with front matter'],
  ['something else as its lab', 7, 'This session cannot be opened: lab: '],
])('a session file with %s is refused with a sentence', async (_, named, sentence) => {
  const { session } = state()
  await openText(saveWith(named), 'session.json')
  expect(told()).toContain(sentence)
  expect(state().session).toBe(session)
})

it('a session that cannot be replayed from its start says so when it is undone', async () => {
  await openText(saveWith({ source: IMPOSSIBLE }), 'session.json')
  const { session } = state()
  expect(session.inputs).toHaveLength(1)
  for (const jump of [actions.undo, () => actions.seek(0), () => actions.startAgain()]) {
    useApp.setState({ notices: [] })
    act(jump)
    expect(told()).toContain('The trainer failed while ')
    expect(state().session).toBe(session)
  }
})

it.each<[string, string, string]>([
  [
    'watches for a week',
    '{ on: nodeA, run: watch -n 0.1 gnt-node list, leaveAfter: 1 }, { wait: 600000 }',
    'mine.md:6: start.before.1: in 2.11: more than 2000 events happen before the lab begins',
  ],
  [
    'waits for a year',
    Array(50).fill('{ wait: 604800 }').join(', '),
    'mine.md:6: start.before.1: in 2.11: more than 7 days pass before the lab begins',
  ],
])('a lab that %s before it begins is refused with its line and field', async (_, steps, why) => {
  const { session } = state()
  await openText(before(steps), 'mine.md')
  expect(told()).toContain(why)
  expect(state().session).toBe(session)
})

it('every problem of a lab is reported: the first at once, all in a list', async () => {
  await openText(LAB.replace('title: Mine\n', '').replace('summary:', 'sumary:'), 'mine.md')
  const { text = '', details = [] }: Partial<Notice> = state().notices.at(-1) ?? {}
  expect(details.length).toBeGreaterThan(1)
  expect(text).toContain(details[0])
  expect(details.join('\n')).toContain('summary: is missing')
})

it('a file that is far too large for a lab is refused before it is read', async () => {
  const file = new File(['---\n'.repeat(250_000)], 'mine.md')
  const text = vi.spyOn(file, 'text')
  await act(() => openFile(file))
  expect(told()).toContain('mine.md is too large for a lab: 800 kB at most.')
  expect(text).not.toHaveBeenCalled()
})

it.each<[string, (string | Uint8Array<ArrayBuffer>)[], string, string]>([
  ['a picture', [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0])], 'x.json', 'a PNG picture'],
  ['a program', [new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1])], 'mine.md', 'no text'],
  ['nothing', [''], 'empty.json', 'an empty file'],
  ['a letter', ['Dear reader'], 'letter.txt', 'some other text'],
])(
  'a file that holds %s is called what it is, with what can be opened',
  async (_, parts, name, what) => {
    const { session } = state()
    await act(() => openFile(new File(parts, name)))
    expect(told()).toBe(
      `${name} cannot be opened: it is ${what}. Nothing was changed. You can open a session, progress or a cluster that you saved here (.json), or a lab (.md).`,
    )
    expect(state().session).toBe(session)
  },
)

it('a lab is known by its first line, whatever its name is', async () => {
  await openText(LAB, 'mine.txt')
  expect(state().session.lab).toMatchObject({ id: 'mine' })
})

it('a lab whose nodes and instances are called like what every object has is played and judged', async () => {
  const named = LAB.replace(
    'goals:',
    'start: { with: { instances: [{ name: constructor, template: plain, disksMib: [64], minmemMib: 128, maxmemMib: 128, vcpus: 1, os: debootstrap+default, nodes: [nodeA.virt.nsrc.org] }] }, before: [{ on: nodeA, run: gnt-instance shutdown constructor }] }\ngoals:',
  ).replace('needs: { node: nodeB, power: off }', 'needs: { instance: constructor, runs: true }')
  await openText(named, 'mine.md')
  act(() => actions.type(A, 'gnt-instance startup constructor'))
  act(() => passSeconds(60))
  expect(state().session.progress.done).toMatchObject([{ goal: 'off' }])
})

it('a session with a single line comes back when you leave the one from a file', async () => {
  const { session } = state()
  expect(session.inputs).toHaveLength(1)
  await openText(JSON.stringify(saveOf(session)), 'session.json')
  expect(state().session).not.toBe(session)
  act(() => state().notices.at(-1)?.action?.run())
  expect(state().session).toBe(session)
})
