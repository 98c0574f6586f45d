import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRendering } from '../../../src/app/render-check.ts'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE, type Engine } from '../../../src/session/engine.ts'
import { recordingIn, restore } from '../../../src/session/save/restore.ts'
import { type Save, saveOf } from '../../../src/session/save/save.ts'
import { act, openSession, passTime, type Session, undo } from '../../../src/session/session.ts'
import { jobMarks, markGroups, segmentsOf, ticksOf } from '../../../src/timeline/axis.ts'
import { scaleOf } from '../../../src/timeline/scale.ts'
import { A, B } from '../../support/nodes.ts'

const NO_LAB = { ok: true, lab: null } as const
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const type = (session: Session, text: string, seconds = 60): Session =>
  passTime(act(session, { kind: 'line', terminal: A, text }), session.now + seconds * 1000)

/** A sitting at rest, and one in the middle of everything: a job, a boot, a resync, a watch. */
const rested = type(
  type(openSession(ENGINE, EXERCISE), 'gnt-instance list'),
  'gnt-instance migrate -f debianY',
)
const busy = (() => {
  let session = act(rested, {
    kind: 'line',
    terminal: 'nodeC.virt.nsrc.org',
    text: 'watch cat /proc/drbd',
  })
  session = type(session, 'gnt-instance replace-disks -p debianX', 8)
  session = act(session, { kind: 'power', node: 'nodeC.virt.nsrc.org', to: 'off' })
  session = act(session, { kind: 'power', node: 'nodeC.virt.nsrc.org', to: 'on' })
  return passTime(session, session.now + 3000)
})()
const SAVES: Save[] = [copy(saveOf(rested)), copy(saveOf(undo(busy))), copy(saveOf(busy))]

/** How many things happened since it was last asked: what opening may cost. */
let events = 0
const COUNTING: Engine = {
  ...ENGINE,
  advanceInPlace: (...given) => {
    events += 1
    return ENGINE.advanceInPlace(...given)
  },
}

const opened = (save: unknown) => {
  events = 0
  const read = restore({ engine: COUNTING, renderCheck: checkRendering }, save, NO_LAB)
  expect(events).toBeLessThan(8000)
  return read
}

type Hostile = Record<string, never>
const spoilt = (save: Save, spoil: (save: Hostile) => void): unknown => {
  const made = copy(save)
  spoil(made as unknown as Hostile)
  return made
}

it('what a sitting leaves is opened, at rest and in the middle of everything', () => {
  const { openJobs, resyncs, machines } = busy.world
  expect(openJobs).toHaveLength(1)
  expect(Object.keys(resyncs)).toHaveLength(1)
  expect(machines['nodeC.virt.nsrc.org']?.power.is).toBe('booting')
  for (const save of SAVES) expect(opened(save)).toMatchObject({ ok: true })
})

// biome-ignore lint/suspicious/noExplicitAny: it is the point of these that they fit no type
type Junk = any
const SPOILS: [string, (save: Junk) => unknown][] = [
  ['a time without end', (s) => (s.now = 1e308)],
  ['a negative time', (s) => (s.now = -1)],
  ['an input without end', (s) => (s.inputs[0].at = 1e308)],
  ['inputs out of order', (s) => s.inputs.reverse()],
  ['an input later than now', (s) => (s.inputs.at(-1).at = s.now + 1)],
  ['an input of a kind that there is not', (s) => (s.inputs[0].input = { kind: 'magic' })],
  [
    'an input to a node that there is not',
    (s) => (s.inputs[0].input = { kind: 'power', node: 'x', to: 'off' }),
  ],
  [
    'hardware without a speed',
    (s) => (s.inputs[0].input = { kind: 'hardware', change: { syncMibPerSecond: 0 } }),
  ],
  ['100,000 inputs', (s) => (s.inputs = Array(100_000).fill(s.inputs[0]))],
  ['200,000 shown lines', (s) => (s.shown = Array(200_000).fill(s.shown[0]))],
  ['a shown line that is no text', (s) => (s.shown[0].text = {})],
  [
    'an old alarm of cron',
    (s) => {
      s.world.hardware.watcherCron = true
      s.world.alarms = [{ at: -1e12, number: 1, what: { kind: 'cron' } }]
    },
  ],
  [
    'alarms that should have rung',
    (s) => {
      s.world.hardware.watcherCron = true
      s.world.alarms = Array.from({ length: 2000 }, (_, number) => ({
        at: s.world.now,
        number,
        what: { kind: 'cron' },
      }))
    },
  ],
  [
    'an alarm for a node that there is not',
    (s) => s.world.alarms.push({ at: 1e11, number: 1, what: { kind: 'boot ends', node: 'x' } }),
  ],
  [
    '5,000 nodes',
    (s) =>
      (s.definition.nodes = Array.from({ length: 5000 }, (_, i) => ({
        ...s.definition.nodes[0],
        name: `n${i}`,
      }))),
  ],
  ['no machines', (s) => (s.world.machines = {})],
  ['a machine too few', (s) => delete s.world.machines[B]],
  ['another release than its World', (s) => (s.definition.release = '3.0')],
  ['a World of another release', (s) => (s.world.release = '3.0')],
  ['a configuration that is a word', (s) => (s.world.machines[A].files.config = 'x')],
  ['a label that is a number', (s) => (s.world.machines[A].label = 5)],
  ['a job of another shape', (s) => (s.world.jobs[77] = { id: 77, status: 'running' })],
  [
    'an open job of another shape',
    (s) => {
      s.world.jobs[77] = { id: 77, status: 'running' }
      s.world.openJobs = [77]
    },
  ],
  ['an open job that there is not', (s) => (s.world.openJobs = [1e6])],
  ['a job that has nothing to do', (s) => (Object.values<Junk>(s.world.jobs)[0].ops = [])],
  ['a terminal without a frame', (s) => delete s.world.terminals[A].stack[0].frame],
  ['a program that there is not', (s) => (s.world.terminals[A].stack[0].program = 'constructor')],
  ['no terminals', (s) => (s.world.terminals = {})],
  ['a machine without volume group', (s) => delete s.world.machines[A].volumeGroup],
  ['a machine without files', (s) => delete s.world.machines[A].files],
  ['a machine without power', (s) => delete s.world.machines[A].power],
  ['a machine without disks', (s) => delete s.world.machines[A].volumeGroup.volumes],
  ['guests that are nothing', (s) => (s.world.machines[A].guests = null)],
  [
    'a machine called __proto__',
    (s) =>
      Object.defineProperty(s.world.machines, '__proto__', {
        value: { ...s.world.machines[A], name: '__proto__' },
        enumerable: true,
      }),
  ],
  [
    'a machine that no one defined',
    (s) => (s.world.machines.constructor = { ...s.world.machines[A], name: 'constructor' }),
  ],
  [
    'an instance that is a number',
    (s) => (s.world.machines[A].files.config.instances.constructor = 5),
  ],
  [
    'an instance on a node that there is not',
    (s) => (s.world.machines[A].files.config.instances.debianX.primary = 'toString'),
  ],
  ['progress that is none', (s) => (s.progress.done = [{ goal: {}, at: 0 }])],
  ['a function of a sitting that is nothing', (s) => (s.undone = null)],
  [
    '100,000 arrays in each other',
    (s) => (s.extra = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`)),
  ],
  ['a World that is nothing', (s) => (s.world = null)],
]

it.each(SPOILS)('a session with %s is refused in a sentence', (_, spoil) => {
  for (const save of SAVES.filter((s) => s.inputs.length > 0)) {
    const read = opened(spoilt(save, spoil))
    expect(read.ok ? 'opened' : read.error).toMatch(
      /^This session cannot be opened: .{5,310}\. Nothing was changed\.$/,
    )
  }
})

it.each([[null], ['text'], [5], [[]], [{}], [{ format: 'ganeti-lab progress' }]])(
  'a file with %j is no session',
  (data) => {
    expect(opened(data)).toEqual({
      ok: false,
      error: 'This is not a session file. Nothing was changed.',
    })
  },
)

describe('what the time strip showed', () => {
  const session = rested
  const good = {
    samples: { debianX: [{ at: 0, is: 'two' }] },
    marks: [{ at: 5, text: 'B off' }],
    to: 10,
  }

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a mark that is no text', { ...good, marks: [{ at: 5, text: { a: 1 } }] }],
    ['an end without end', { ...good, to: 1e308 }],
    [
      'samples out of order',
      {
        ...good,
        samples: {
          x: [
            { at: 5, is: 'two' },
            { at: 1, is: 'one' },
          ],
        },
      },
    ],
    ['an unknown condition', { ...good, samples: { x: [{ at: 5, is: 'toString' }] } }],
    ['300,000 marks', { ...good, marks: Array(300_000).fill({ at: 5, text: 'x' }) }],
  ])('is made again where it is %s', (_, data) => {
    expect(recordingIn(data, session)).toBeUndefined()
  })

  it('ends where there is nothing left to redo', () => {
    expect(recordingIn({ ...good, jobs: [] }, session)).toEqual({ ...good, jobs: [] })
    expect(recordingIn({ ...good, to: 1e12 }, session)?.to).toBe(session.now)
    expect(recordingIn(good, session)?.jobs).toMatchObject([{ id: 1, verb: 'migrate' }])
  })
})

it('the time axis has few ticks, however long it is', () => {
  for (const span of [1, 1e6, 1e9, 1e12, 1e18, 1e308, Number.MAX_VALUE, Number.NaN])
    for (const epochMs of [0, 1.4e12, 1e14]) {
      const ticks = ticksOf(epochMs, scaleOf(span))
      expect(ticks.length).toBeLessThan(12)
    }
})

describe('a save that was changed at random', { timeout: 3_600_000 }, () => {
  /** Where one may go in a value: down by share, stopping somewhere. */
  const way = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  })
  const junk = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      'x',
      true,
      0,
      -1,
      0.5,
      1e12,
      1e13,
      1e308,
      -1e308,
      2 ** 53,
      [],
      {},
    ),
    fc.constantFrom<unknown>('constructor', '__proto__', 'toString', A, 'nodeX', 'debianX'),
    fc.constantFrom<unknown>({ at: 1e308 }, [[[[]]]], { a: { b: { c: null } } }, [null], [{}]),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  const change = fc.record({
    way,
    how: fc.oneof(
      fc.record({ do: fc.constant('put' as const), value: junk }),
      fc.record({ do: fc.constant('delete' as const) }),
      fc.record({
        do: fc.constant('add' as const),
        key: fc.constantFrom('constructor', 'toString', 'x', '77'),
        value: junk,
      }),
      fc.record({ do: fc.constant('repeat' as const) }),
    ),
  })
  type Changed = typeof change extends fc.Arbitrary<infer T> ? T : never

  /** Walks into the value and changes what it finds at the end. */
  function changeIn(save: unknown, { way: steps, how }: Changed): void {
    let at = save as Record<string, unknown>
    for (const [i, step] of steps.entries()) {
      const keys = Object.keys(at)
      const key = keys[Math.floor(step * keys.length)]
      if (key === undefined) return
      const inner = at[key]
      if (i < steps.length - 1 && typeof inner === 'object' && inner !== null) {
        at = inner as Record<string, unknown>
        continue
      }
      if (how.do === 'put') at[key] = copy(how.value)
      if (how.do === 'delete') {
        if (Array.isArray(at)) at.splice(Number(key), 1)
        else delete at[key]
      }
      if (how.do === 'add') at[how.key] = copy(how.value)
      if (how.do === 'repeat' && Array.isArray(at)) at.push(...Array(2000).fill(inner))
      return
    }
  }

  /** What someone does next with a session that was opened. */
  function goOn(session: Session): void {
    checkRendering(session)
    let next = act(session, { kind: 'line', terminal: A, text: 'hostname' })
    next = passTime(next, next.now + 60_000)
    checkRendering(next)
    const {
      marks,
      samples,
      jobs = [],
      to,
    } = recordingIn({ samples: {}, marks: [], to: 0 }, next) ?? { marks: [], samples: {}, to: 0 }
    markGroups(marks, scaleOf(to), 90)
    segmentsOf(samples.debianX, to)
    jobMarks(jobs, 0, next.now, scaleOf(next.now), 90)
    expect(
      restore({ engine: ENGINE, renderCheck: null }, copy(saveOf(next)), NO_LAB),
    ).toMatchObject({
      ok: true,
    })
  }

  it('is refused in a sentence, or opened, played and drawn', () => {
    let taken = 0
    fc.assert(
      fc.property(
        fc.nat({ max: SAVES.length - 1 }),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (which, changes) => {
          const made = copy(SAVES[which])
          for (const one of changes) changeIn(made, one)
          const read = opened(made)
          expect(read.ok ? 'This one is taken.' : read.error).toMatch(/^This .{5,400}\.$/)
          if (read.ok) {
            taken += 1
            goOn(read.session)
          }
        },
      ),
      {
        numRuns: Number(process.env.LAW_RUNS ?? 150),
        seed: Number(process.env.LAW_SEED ?? 20140919),
      },
    )
    // Some changes do no harm: the law is not about refusing everything.
    expect(taken).toBeGreaterThan(0)
  })
})
