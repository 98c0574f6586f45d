import { act, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import Links from '../../../src/app/panels/Links.tsx'
import { JustHappened } from '../../../src/app/stage/JustHappened.tsx'
import { digestOf } from '../../../src/lib/digest.ts'
import { actions, passSeconds } from '../../../src/session/actions.ts'
import { fetchLab } from '../../../src/session/labs/catalogue.ts'
import { openFree, startLab } from '../../../src/session/labs/open-lab.ts'
import { linkTo } from '../../../src/session/links/link.ts'
import { type LinkedState, linkedStateOf } from '../../../src/session/links/linked-state.ts'
import { openLink, stateLink } from '../../../src/session/links/open-link.ts'
import { openFile } from '../../../src/session/save/files.ts'
import { packedForAddress } from '../../../src/session/save/pack.ts'
import { useApp } from '../../../src/session/store.ts'
import { MAINTENANCE } from '../../support/maintenance.ts'

const A = 'nodeA.virt.nsrc.org'
const state = () => useApp.getState()
const told = () => state().notices.at(-1)?.text ?? ''
const open = async (fragment: string) => {
  let done = false
  await act(async () => {
    done = await openLink(fragment)
  })
  return done
}
const type = (line: string, seconds: number) =>
  act(() => {
    actions.type(A, line)
    passSeconds(seconds)
  })
const linkToNow = async (): Promise<string> => {
  const link = await stateLink(state().session)
  if (!link.ok) throw new Error(link.why)
  return linkTo(link.opens)
}

beforeEach(() => {
  act(() => startLab(MAINTENANCE))
  useApp.setState({ notices: [], previous: null, presenter: false })
})

describe('a link', () => {
  it('opens a lab in a release, and at a goal', async () => {
    expect(await open('#lab=crash&release=3.0')).toBe(true)
    expect(state().session).toMatchObject({ lab: { id: 'crash' }, from: null })
    expect(state().session.world.release).toBe('3.0')
    expect(await open('#lab=crash&release=2.12&goal=offline')).toBe(true)
    expect(state().session).toMatchObject({ from: 'offline', world: { release: '2.12' } })
  })

  it('opens a drill with the view that hides its fault, free play, and the presenter view', async () => {
    expect(await open('#drill=7&present')).toBe(true)
    expect(state().session).toMatchObject({ lab: { id: 'drills' }, definition: { seed: 7 } })
    expect(state()).toMatchObject({ view: 'known', presenter: true })
    expect(await open('#free&release=3.0')).toBe(true)
    expect(state().session).toMatchObject({ lab: null, world: { release: '3.0' } })
  })

  it('to the presenter view alone leaves the session as it is', async () => {
    type('hostname', 1)
    const { session } = state()
    expect(await open('#present')).toBe(true)
    expect(state().session).toBe(session)
  })

  it('keeps the session before it, which can be restored', async () => {
    type('hostname', 1)
    const { session } = state()
    await open('#lab=loss')
    expect(state().previous).toBe(session)
    act(() => actions.takeBackStart())
    expect(state().session).toBe(session)
  })

  it.each([
    ['#lab=tea', 'There is no lab called “tea”.'],
    ['#lab=constructor', 'There is no lab called “constructor”.'],
    ['#lab=../../x', 'There is no lab called “../../x”.'],
    ['#lab=crash&goal=tea', '“A node crashes and comes back” has no goal called “tea”.'],
    ['#tea', 'It asks for “tea”, which this page does not know.'],
    ['#state=tea', 'The state in it is damaged or incomplete. Copy the whole link.'],
    ['#state=', 'The state in it is damaged or incomplete. Copy the whole link.'],
  ])('%s changes nothing and says why', async (fragment, why) => {
    type('hostname', 1)
    const { session, previous } = state()
    expect(await open(fragment)).toBe(false)
    expect(told()).toBe(`This link cannot be opened. Nothing was changed. ${why}`)
    expect(state()).toMatchObject({ previous })
    expect(state().session).toBe(session)
  })
})

describe('a state as a link', () => {
  it('gives the same World in another browser, with its lab, its progress and its past', async () => {
    type('gnt-instance list', 5)
    type('gnt-node modify --drained=yes nodeB', 20)
    type('gnt-instance migrate -f debianY', 3)
    const { session } = state()
    const fragment = await linkToNow()
    expect(fragment.length).toBeLessThan(1000)
    act(() => openFree('3.0'))
    expect(await open(fragment)).toBe(true)
    const { session: opened, speed } = state()
    expect(digestOf(opened.world)).toBe(digestOf(session.world))
    expect(opened.world).toEqual(session.world)
    expect(opened.progress).toEqual(session.progress)
    expect(opened).toMatchObject({ now: session.now, lab: { id: MAINTENANCE.id } })
    expect(speed).toBe('paused')
    render(<JustHappened />)
    expect(screen.getByText(/This is the moment that the link holds\./)).toBeVisible()
    act(() => actions.undo())
    expect(state().session.inputs).toHaveLength(2)
  })

  it('holds where it began, and the drill', async () => {
    const drills = await fetchLab('drills')
    if (!drills) throw new Error('there are no drills')
    await open('#drill=9&release=2.12&goal=mended')
    type('gnt-cluster verify', 60)
    const { session } = state()
    const fragment = await linkToNow()
    act(() => startLab(MAINTENANCE))
    expect([await open(fragment), told()]).toEqual([true, expect.anything()])
    expect(state().session).toMatchObject({ from: session.from, definition: { seed: 9 } })
    expect(state().session.world).toEqual(session.world)
  })

  it('holds a lab from a file, whole', async () => {
    const lab = `---
id: mine
order: 1
title: Mine
summary: A lab of mine.
goals:
  - { id: off, text: Switch nodeB off, detail: Its button., needs: { node: nodeB, power: off }, hints: [First., Second.] }
solution: [{ power: nodeB, to: off }]
---

The story.
`
    await act(() => openFile(Object.assign(new File([lab], 'x.md'), { text: async () => lab })))
    expect([state().session.lab?.id, told()]).toEqual(['mine', ''])
    const links = render(<Links />)
    expect(await screen.findByText(/A lab from a file has no link of its own/)).toBeInTheDocument()
    links.unmount()
    type('hostname', 1)
    const fragment = await linkToNow()
    act(() => startLab(MAINTENANCE))
    expect([await open(fragment), told()]).toEqual([true, expect.anything()])
    expect(state().session.lab).toMatchObject({ id: 'mine', source: lab })
  })

  it('holds the past that one looks at, what came later, and the branches', async () => {
    type('gnt-node modify --drained=yes nodeB', 20)
    act(() => actions.undo())
    type('gnt-node list', 20)
    type('gnt-instance list', 20)
    act(() => actions.nameBranch(1, 'drained first'))
    act(() => actions.seek(10_000))
    const { session, recording } = state()
    const fragment = await linkToNow()
    act(() => openFree('3.0'))
    expect(await open(fragment)).toBe(true)
    const { inputs, undone, looking, until, now, way, branches, world } = session
    expect(looking).toBe(true)
    const same = { inputs, undone, looking, until, now, way, branches, world }
    expect(state().session).toMatchObject(same)
    expect(state().recording).toEqual(recording)
    act(() => actions.openBranch(1))
    expect(state().session).toMatchObject({ way: { name: 'drained first' }, inputs: [{}] })
  })

  it('goes without the branches where they do not fit, and says so', async () => {
    const noise = (i: number) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => Math.sin(i * n)).join(' ')
    type('hostname', 1)
    for (let i = 0; i < 120; i++) act(() => actions.type(A, `echo ${noise(i)}`))
    act(() => actions.seek(500))
    type('gnt-node list', 5)
    const link = await stateLink(state().session)
    expect(link.ok ? link.without : link.why).toMatch(/^The link is without the branches/)
  })

  it('is refused with what to do instead where it is too large', async () => {
    const noise = (i: number) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => Math.sin(i * n)).join(' ')
    for (let i = 0; i < 120; i++) act(() => actions.type(A, `echo ${noise(i)}`))
    const link = await stateLink(state().session)
    expect(link).toMatchObject({ ok: false })
    expect(link.ok ? '' : link.why).toMatch(
      /^This state is too large for a link: it takes [\d,]+ characters, and longer links than 8,000 are often cut off on their way\. Use “Export this session”/,
    )
  })

  const linked = (change: Partial<Record<keyof LinkedState, unknown>>) =>
    `#state=${packedForAddress({ ...linkedStateOf(state().session), ...change })}`

  it.each<[string, Partial<Record<keyof LinkedState, unknown>>, string]>([
    ['another digest', { digest: 'x' }, 'It was made with another version of ganeti-lab'],
    ['a newer version', { version: 2 }, 'It is from a newer version of ganeti-lab.'],
    ['no inputs', { inputs: null }, 'The state in it is damaged.'],
    ['an input that is none', { inputs: [{ at: 0, input: 7 }] }, 'The state in it is damaged.'],
    [
      'inputs later than now',
      { inputs: [{ at: 9000, input: { kind: 'diagnosis', cause: 'x' } }] },
      'Its inputs are not in order.',
    ],
    [
      'a lab that nobody knows',
      { lab: 'tea' },
      'a lab called tea, which this version does not have',
    ],
    ['a goal that is none', { from: 'tea' }, 'This lab has no goal called tea.'],
    ['a cluster that is none', { definition: { release: '2.11' } }, 'The cluster in it is not'],
  ])('with %s is refused in a sentence', async (_, change, why) => {
    const { session } = state()
    expect(await open(linked(change))).toBe(false)
    expect(told()).toContain(why)
    expect(state().session).toBe(session)
  })

  it('that claims to hold far more than an address can is not unpacked', async () => {
    const fragment = `#state=${packedForAddress('x'.repeat(5_000_000))}`
    expect(fragment.length).toBeLessThan(8000)
    expect(await open(fragment)).toBe(false)
    expect(told()).toContain('damaged or incomplete')
  })
})
