import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/class/log/entry.ts'
import { NOTHING_PLAYED, playAll, playEntry, playTo } from '../../src/class/log/play.ts'
import { reportCsv, reportMarkdown, reportOf } from '../../src/class/log/report.ts'
import { watchAll } from '../../src/class/log/watch-all.ts'
import {
  helpSigns,
  NOTHING_WATCHED,
  skipTo,
  type Watched,
  watchEntry,
  watchTo,
  withSkipped,
} from '../../src/class/log/watched.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { type Deed, line, logOf, START } from './log.ts'
import { asMember, LABS } from './network.ts'

const MEMBERS = [
  { seat: '1', name: 'Anna' },
  { seat: '2', name: '=Ben|' },
]

const watched = (entries: readonly Entry[], at: number): Watched =>
  watchTo(
    entries.reduce((before, entry) => watchEntry(ENGINE, LABS, before, entry), NOTHING_WATCHED),
    at,
  )

describe('what an instructor sees of a group', () => {
  const log = logOf(
    ...START,
    [5000, '1', line('gnt-node list')],
    [5000, '2', line('gnt-instance list', '2', 'nodeB')],
    [1000, '2', { do: 'input', input: asMember('2', { kind: 'power', node: 'nodeC', to: 'off' }) }],
  )

  it('is what the pages of the group play', () => {
    const page = playTo(playAll(ENGINE, LABS, NOTHING_PLAYED, log), 100_000)
    const seen = watched(log, 100_000)
    expect(digestOf(seen.played.session?.world)).toBe(digestOf(page.session?.world))
    expect(seen.played.session?.now).toBe(page.session?.now)
  })

  it('counts who typed how much, and names the last command', () => {
    const seen = watched(log, 12_000)
    expect(seen.lines).toEqual({ 1: 1, 2: 1 })
    expect(seen.last).toEqual({ by: '2', node: 'nodeB', line: 'gnt-instance list' })
  })

  it('counts the seconds that instances were down, to the event', () => {
    const csv = reportCsv(
      reportOf([{ name: 'Group 1', watched: watched(log, 71_000), members: MEMBERS }]),
    )
    const [head = '', row = ''] = csv.split('\n')
    const cells = Object.fromEntries(head.split(',').map((name, i) => [name, row.split(',')[i]]))
    // dY and dZ ran on nodeC, for a minute.
    expect(cells).toMatchObject({ Group: 'Group 1', Seconds: '71', 'Seconds down': '120' })
  })

  it('begins again with another lab', () => {
    const more = [...log, ...logOf(...START).slice(0, 1)].map((entry, i) => ({
      ...entry,
      n: i + 1,
      at: Math.max(entry.at, i < log.length ? 0 : 80_000),
    }))
    const rows = reportCsv(
      reportOf([{ name: 'G', watched: watched(more, 80_000), members: MEMBERS }]),
    ).split('\n')
    expect(rows[2]).toContain('0 of 11,0,0,')
    // The first time is reported as well, as it was.
    expect(rows[1]).toContain('0 of 11,80,')
    expect(rows[1]).toContain('Anna: 1, =Ben|: 1')
  })
})

describe('a log in which labs were opened before', () => {
  const first = logOf(
    ...START,
    [5000, '1', line('gnt-node list')],
    [60_000, '1', { do: 'lab', lab: 'maintenance', release: '2.11' }],
    [1000, '1', { do: 'speed', speed: 5 }],
    [2000, '2', line('gnt-node list', '2', 'nodeB')],
    // It cannot be opened, so the one before it goes on.
    [1000, '1', { do: 'lab', lab: 'no-such-lab', release: '2.11' }],
    [9000, '2', line('gnt-instance list', '2', 'nodeB')],
  )

  it('is played from the last that could be, with the same result', () => {
    const one = first.reduce(
      (before, entry) => playEntry(ENGINE, LABS, before, entry),
      NOTHING_PLAYED,
    )
    const all = playAll(ENGINE, LABS, NOTHING_PLAYED, first)
    expect(all.session?.lab?.id).toBe('maintenance')
    expect([all.n, all.at, all.ahead]).toEqual([one.n, one.at, one.ahead])
    expect(digestOf(all.session?.world)).toBe(digestOf(one.session?.world))
  })

  it('is reported with the labs before it once what was skipped is played', () => {
    const skipped = skipTo(ENGINE, LABS, NOTHING_WATCHED, first)
    expect(skipped.first).toBe(5)
    const late = first
      .slice(skipped.first)
      .reduce((before, entry) => watchEntry(ENGINE, LABS, before, entry), skipped.watched)
    const early = watched(first, 0)
    expect(late.lines).toEqual({ 2: 2 })
    const report = (of: Watched) =>
      reportMarkdown(reportOf([{ name: 'G', watched: of, members: MEMBERS }]))
    expect(report(late).match(/^## /gm)).toHaveLength(1)
    const past = watched(first.slice(0, late.skipped), first[late.skipped]?.at ?? 0)
    expect(report(withSkipped(late, past))).toBe(report(early))
    expect(report(early).match(/^## .*/gm)).toEqual([
      '## G: A node crashes and comes back',
      '## G: Planned maintenance',
    ])
    expect(late.head).toEqual(early.head)
  })

  it('is not skipped by who has watched them', () => {
    const before = watched(first.slice(0, 5), 0)
    expect(skipTo(ENGINE, LABS, before, first.slice(4)).first).toBe(0)
  })

  it('is not reported where nothing was done in it', () => {
    const log = logOf(...START, [1000, '', { do: 'lab', lab: 'maintenance', release: '2.11' }])
    const { rows } = reportOf([{ name: 'G', watched: watched(log, 2000), members: MEMBERS }])
    expect(rows.map(([, lab]) => lab)).toEqual(['Planned maintenance'])
  })
})

describe('a group needs help', () => {
  it('when the same command is refused three times', () => {
    const wrong = line('gnt-instnce list')
    const times = (n: number) =>
      logOf(...START, ...Array.from({ length: n }, (): Deed => [9000, '1', wrong]))
    expect(helpSigns(watched(times(2), 60_000))).toEqual([])
    expect(helpSigns(watched(times(3), 60_000))).toEqual(['refused 3 times: gnt-instnce list'])
  })

  it('when it works for minutes and reaches no goal', () => {
    const typedAfter = (ms: number) => logOf(...START, [ms, '1', line('gnt-node list')])
    expect(helpSigns(watched(typedAfter(299_000), 299_000))).toEqual([])
    expect(helpSigns(watched(typedAfter(301_000), 301_000))).toEqual(['no goal for 5 min'])
  })
})

it('a drill is reported with its number', () => {
  const log = logOf([0, '', { do: 'lab', lab: 'drills', release: '2.11', seed: 3 }])
  const { rows } = reportOf([{ name: 'G', watched: watched(log, 0), members: [] }])
  expect(rows[0]?.[1]).toBe(`${LABS.get('drills')?.title}: number 3`)
})

it('a group is not stuck while its clock stands: before the class, or in a break', () => {
  const log = logOf(
    ...START.slice(0, 3),
    [20 * 60_000, '1', { do: 'speed', speed: 1 }],
    [60_000, '', { do: 'speed', speed: 'paused' }],
  ).map((entry, i) => ({ ...entry, at: i < 4 ? 0 : 60_000 }))
  const goes = watched(log, 60_000)
  const much = 30 * 60_000
  expect(helpSigns(goes, goes.head.real + much)).toEqual([])
  const on = [...log, ...logOf([0, '1', { do: 'speed', speed: 1 }])].map((entry, i) => ({
    ...entry,
    n: i + 1,
    real: i < log.length ? entry.real : goes.head.real + much,
    at: i < log.length ? entry.at : 60_000,
  }))
  for (const again of [watched(on, 60_000), watchAll(ENGINE, LABS, NOTHING_WATCHED, on)]) {
    expect(helpSigns(again, again.head.real + 239_000)).toEqual([])
    expect(helpSigns(again, again.head.real + 241_000)).toEqual(['no goal for 5 min'])
  }
})

describe('the report', () => {
  it('shows names as they are, to a spreadsheet and in Markdown', () => {
    const group = { name: 'Group 1', watched: watched(logOf(...START), 1000) }
    const groups = reportOf([{ ...group, members: MEMBERS }])
    expect(reportCsv(groups)).toContain('"Anna: 0, =Ben|: 0"')
    expect(
      reportCsv(reportOf([{ name: '=1+1', watched: NOTHING_WATCHED, members: [] }])),
    ).toContain("'=1+1")
    expect(reportMarkdown(groups)).toContain('=Ben\\|: 0')
    const hidden = MEMBERS.map(({ seat }) => ({ seat, name: '' }))
    const nameless = reportOf([{ ...group, members: hidden }])
    expect(reportCsv(nameless)).toContain('"Member 1: 0, Member 2: 0"')
    expect(reportCsv(nameless) + reportMarkdown(nameless)).not.toMatch(/Anna|Ben/)
    expect(reportMarkdown(groups).match(/- \[ \]/g)).toHaveLength(11)
  })
})

describe('many entries that are watched at once', () => {
  /** Two seats work, with a refusal, a fault, an undo, a change of speed and another lab. */
  const log = logOf(
    ...START,
    [5000, '1', line('gnt-node list')],
    [5000, '2', line('gnt-instnce list', '2', 'nodeB')],
    [1000, '2', { do: 'input', input: asMember('2', { kind: 'power', node: 'nodeC', to: 'off' }) }],
    [20_000, '1', line('gnt-node modify --offline yes nodeC')],
    [3000, '1', line('gnt-instance failover -f --ignore-consistency dY')],
    [30_000, '1', line('yes')],
    [9000, '1', { do: 'speed', speed: 5 }],
    [90_000, '2', line('gnt-instance failover -f --ignore-consistency dZ', '2')],
    [1000, '1', line('gnt-instance list')],
    [60_000, '1', line('gnt-instance list')],
    [1000, '2', { do: 'back', keep: 6, now: 1e9 }],
    [1000, '2', { do: 'redo' }],
    [60_000, '1', line('gnt-node list')],
    [60_000, '2', line('gnt-instnce list', '2', 'nodeB')],
    [60_000, '2', line('gnt-job list', '2', 'nodeB')],
    [1000, '1', { do: 'lab', lab: 'maintenance', release: '2.11' }],
    [1000, '1', { do: 'speed', speed: 1 }],
    [2000, '2', line('gnt-node migrate -f nodeB', '2', 'nodeA')],
    [9000, '1', line('hostname', '1', 'nodeB')],
    [5000, '2', line('gnt-instance list', '2')],
    [99_000, '2', line('gnt-instance list', '2', 'nodeB')],
  )
  const facts = ({ played, ...rest }: Watched) => ({
    ...rest,
    progressAt: 0,
    world: digestOf(played.session?.world),
    at: [played.at, played.ahead, played.n, played.session?.now],
  })

  it('come to the same as one by one, wherever they are cut', () => {
    const one = watched(log, 0)
    expect(one.played.session?.progress.done.length).toBeGreaterThan(0)
    for (const size of [3, 7, log.length]) {
      let all = NOTHING_WATCHED
      for (let i = 0; i < log.length; i += size)
        all = watchAll(ENGINE, LABS, all, log.slice(i, i + size))
      expect(facts(all)).toEqual(facts(one))
      expect(Math.abs(all.progressAt - one.progressAt)).toBeLessThan(1000)
    }
  })
})

it('a goal that is reached while time passes is progress', () => {
  const log = logOf(
    ...START,
    [0, '', { do: 'lab', lab: 'maintenance', release: '2.11' }],
    [0, '1', { do: 'speed', speed: 1 }],
    [1000, '1', line('gnt-instance list')],
    [200_000, '1', line('gnt-node modify --drained=yes nodeB')],
  )
  const goes = watched(log, 250_000)
  expect(goes.played.session?.progress.done).toHaveLength(2)
  expect(goes.progressAt).toBeGreaterThan(log.at(-1)?.real ?? 0)
  expect(helpSigns(goes, goes.head.real + 300_000)).toEqual([])
})
