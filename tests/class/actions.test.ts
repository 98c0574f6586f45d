import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { digestedTo, NOTHING_DIGESTED } from '../../src/class/log/digested.ts'
import type { Entry, GroupAction } from '../../src/class/log/entry.ts'
import { NOTHING_PLAYED, playAll, playEntry } from '../../src/class/log/play.ts'
import { NOTHING_WATCHED } from '../../src/class/log/watched.ts'
import { inAddress } from '../../src/class/page/address.ts'
import { tellingOf } from '../../src/class/page/state.ts'
import { faultsOf } from '../../src/class/page/wall/faults.ts'
import {
  lastTakenBack,
  nextFloor,
  nextHint,
  type WallGroup,
} from '../../src/class/page/wall/wall-state.ts'
import { causeOf } from '../../src/labs/drill.ts'
import { readForeignLab } from '../../src/labs/format/read.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { differenceBetween } from '../../src/session/history/json-delta.ts'
import type { Session } from '../../src/session/session.ts'
import { asMember, LABS } from './network.ts'

const entriesOf = (...actions: (GroupAction | [GroupAction, by: string])[]): Entry[] =>
  actions.map((given, i) => {
    const [what, by] = Array.isArray(given) ? given : [given, '1']
    return { n: i + 1, at: i * 1000, real: i * 1000, by, id: `e${i}`, what }
  })

const CRASH: GroupAction = { do: 'lab', lab: 'crash', release: '2.11' }
const line = (text: string): GroupAction => ({
  do: 'input',
  input: asMember('1', { kind: 'line', terminal: 'nodeA', text }),
})

const played = (labs: typeof LABS, ...actions: GroupAction[]): Session => {
  const { session } = entriesOf(...actions).reduce(
    (before, entry) => playEntry(ENGINE, labs, before, entry),
    NOTHING_PLAYED,
  )
  if (!session) throw new Error('nothing was opened')
  return session
}

describe('what a group decides together', () => {
  it('opens a hint for everyone, and taking a step back does not close it', () => {
    const goal = LABS.get('crash')?.goals[0]?.id ?? ''
    const hint: GroupAction = { do: 'hint', goal, level: 2 }
    expect(played(LABS, CRASH, hint).effort.hints).toEqual({ [goal]: 2 })
    const back: GroupAction = { do: 'back', keep: 0, now: 0 }
    expect(played(LABS, CRASH, line('halt'), hint, back).effort.hints).toEqual({ [goal]: 2 })
  })

  it('puts the notice about a wrong turn away', () => {
    const off: GroupAction = {
      do: 'input',
      input: asMember('1', { kind: 'power', node: 'nodeB', to: 'off' }),
    }
    const [turn] = played(LABS, CRASH, off).effort.turns
    if (!turn) throw new Error('it was no wrong turn')
    const away = played(LABS, CRASH, off, { do: 'put away', turn: turn.turn, at: turn.at })
    expect(away.effort.turns).toEqual([{ ...turn, away: true }])
  })

  it('gives a drill up, which names its cause', () => {
    const drill = [...LABS.values()].find(({ causes }) => causes.length > 0)
    if (!drill) throw new Error('there is no drill')
    const [release = '2.11'] = drill.releases
    const end = played(LABS, { do: 'lab', lab: drill.id, release, seed: 3 }, { do: 'give up' })
    expect(end.effort.gaveUp).toBe(true)
    expect(end.progress.diagnosis).toBe(causeOf(drill, release, 3)?.id)
  })

  it('opens a lab from a file; one that cannot be read changes nothing', () => {
    const file = new URL('../../src/labs/lessons/crash.md', import.meta.url)
    const source = readFileSync(file, 'utf8').replace(/^title: .*$/m, 'title: Our own')
    const read = readForeignLab(source)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    const labs = new Map([...LABS, [source, read.lab]])
    expect(played(labs, CRASH, { do: 'lab file', source, release: '2.11' }).lab?.title).toBe(
      'Our own',
    )
    const bad: GroupAction = { do: 'lab file', source: 'no lab', release: '2.11' }
    expect(played(labs, CRASH, bad).lab).toBe(LABS.get('crash'))
  })
})

describe('what the instructor does to a group', () => {
  it('opens one hint after the other, until there is none', () => {
    let session = played(LABS, CRASH)
    const given: GroupAction[] = []
    for (let hint = nextHint(session); hint; hint = nextHint(session)) {
      given.push(hint)
      session = played(LABS, CRASH, ...given)
    }
    const goal = session.lab?.goals[0]
    expect(given).toHaveLength((goal?.hints.length ?? 0) + (goal?.command ? 1 : 0))
  })

  it('takes the last input back, where there is one', () => {
    expect(lastTakenBack(played(LABS, CRASH))).toBeNull()
    const session = played(LABS, CRASH, line('gnt-node list'), line('halt'))
    expect(lastTakenBack(session)).toEqual({ do: 'back', keep: 1, now: session.inputs[1]?.at })
  })

  it('lets those who are here act in turn', () => {
    const members = ['1', '2', '3'].map((seat) => ({
      ...{ seat, name: seat, node: '', hand: false },
      here: seat !== '2',
    }))
    const group = (floor: string | null): WallGroup => ({
      ...{ id: 'g', name: 'G', code: 'c', members },
      watched: { ...NOTHING_WATCHED, head: { ...NOTHING_WATCHED.head, floor } },
    })
    const seats = [null, '1', '3'].map((floor) => nextFloor(group(floor)))
    expect(seats).toEqual(['1', '3', '1'].map((seat) => ({ do: 'floor', seat })))
    expect(nextFloor({ ...group(null), members: [] })).toBeNull()
  })

  it('breaks anything, and repairs what is broken', () => {
    const whole = played(LABS, CRASH)
    const faults = faultsOf(whole.world)
    expect(faults.length).toBeGreaterThan(20)
    for (const { of, text, input } of faults) {
      const broken = played(LABS, CRASH, { do: 'input', input })
      expect(digestOf(broken.world), `${of}: ${text}`).not.toBe(digestOf(whole.world))
      const offered = faultsOf(broken.world).map((fault) => `${fault.of}: ${fault.text}`)
      expect(offered, `${of}: ${text}`).not.toContain(`${of}: ${text}`)
    }
  })
})

describe('what a group is told', () => {
  const told = (what: GroupAction, by = '1', id = 'x') =>
    tellingOf({ n: 1, at: 0, real: 0, by, id, what }, null)?.what

  it('names what was done to the hardware, but not what the instructor broke', () => {
    const off: GroupAction = { do: 'input', input: { kind: 'power', node: 'nodeC.x', to: 'off' } }
    expect(told(off)).toBe('changed the power button of nodeC (off)')
    expect(told(off, '')).toBeUndefined()
  })

  it('names the instructor’s pause, but not one that the server or a page made by itself', () => {
    const pause: GroupAction = { do: 'speed', speed: 'paused' }
    expect(told(pause, '')).toBe('paused the clock')
    expect(told(pause, '', 'pause:4:alone')).toBeUndefined()
    expect(told({ do: 'speed', speed: 1 }, '2', 'slow:4:20')).toBeUndefined()
  })
})

describe('what pages and the arbiter compare', () => {
  const log = entriesOf(
    CRASH,
    { do: 'speed', speed: 5 },
    ...Array.from({ length: 60 }, (_, i) => line(i % 7 === 0 ? 'gnt-node list' : 'true')),
  )

  it('is the same every twenty entries, however the log arrives', () => {
    const whole = digestedTo(ENGINE, LABS, NOTHING_DIGESTED, log)
    const pieces = [7, 20, 41, 62].reduce(
      (before, end) => digestedTo(ENGINE, LABS, before, log.slice(before.watched.played.n, end)),
      NOTHING_DIGESTED,
    )
    expect(whole.kept.map(({ n }) => n)).toEqual([40, 60])
    expect(pieces.kept.map(({ n, digest }) => [n, digest])).toEqual(
      whole.kept.map(({ n, digest }) => [n, digest]),
    )
    const last = whole.kept.at(-1)
    const page = playAll(ENGINE, LABS, NOTHING_PLAYED, log.slice(0, 60))
    expect(digestOf(page.session?.world)).toBe(last?.digest)
  })

  it('names what leads to the first difference', () => {
    const world = { now: 1, machines: { a: { power: { is: 'on' } }, b: [1, 2] } }
    const other = { now: 1, machines: { a: { power: { is: 'off' } }, b: [1, 2] } }
    expect(differenceBetween(world, other)).toEqual(['machines', 'a', 'power', 'is'])
    expect(differenceBetween(world, { ...world })).toBeNull()
  })
})

it.each([
  ['#class=abc234', 'abc234'],
  ['#class=a%20b&x', 'a b'],
  ['#class=%', '%'],
  ['#wall=secret', ''],
  ['', ''],
])('the code in the address %j is %j', (hash, code) => {
  vi.stubGlobal('window', { location: { hash } })
  expect(inAddress('class')).toBe(code)
  vi.unstubAllGlobals()
})
