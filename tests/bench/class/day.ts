import { join } from 'node:path'
import type { Entry, GroupAction } from '../../../src/class/log/entry.ts'
import { NOTHING_PLAYED, playAll } from '../../../src/class/log/play.ts'
import { fromSnapshot } from '../../../src/class/log/snapshot.ts'
import { startArbiter } from '../../../src/class/server/arbiter.ts'
import { openSqlite } from '../../../src/class/server/sqlite.ts'
import { allLabs } from '../../../src/door/catalogue.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { terminalOn } from '../../../src/sim/world.ts'
import { classFolder, startClass } from '../../browser/support/class-server.ts'
import type { Row } from '../table.ts'
import { joinAsPupil } from './pupil.ts'

/** A day of a group: eight labs of an hour, in which four people type a line every half minute. */
function dayOf(): Entry[] {
  const entries: Entry[] = []
  const add = (at: number, by: string, what: GroupAction): void => {
    const n = entries.length + 1
    entries.push({ n, at, real: 1_700_000_000_000 + at, by, id: `day:${n}`, what })
  }
  for (const seat of ['1', '2', '3', '4']) add(0, seat, { do: 'join', name: `Member ${seat}` })
  for (let hour = 0; hour < 8; hour++) {
    const began = hour * 3_600_000
    add(began, '', { do: 'lab', lab: 'crash', release: '2.11' })
    add(began, '1', { do: 'speed', speed: 1 })
    for (let i = 1; i <= 480; i++) {
      const seat = `${1 + (i % 4)}`
      const terminal = terminalOn('nodeA.virt.nsrc.org', seat)
      const text = i % 9 === 0 ? 'gnt-instance migrate -f dX' : 'gnt-node list'
      add(began + i * 7400, seat, { do: 'input', input: { kind: 'line', terminal, text } })
    }
  }
  return entries
}

/** How long it takes to start, and to come back, after a day's work of a class. */
export async function measureDay(groups: number): Promise<Row[]> {
  const folder = join(classFolder(), 'day')
  const store = await openSqlite(folder)
  const day = dayOf()
  for (let i = 1; i <= groups; i++) {
    await store.addGroup({ id: `g${i}`, name: `Group ${i}`, code: `code${i}` })
    await Promise.all(day.map((entry) => store.append(`g${i}`, entry)))
  }
  await store.close()
  const empty = performance.now()
  await (await startClass('--groups', `${groups}`, '--data', classFolder())).kill()
  const from = performance.now()
  const server = await startClass('--groups', `${groups}`, '--data', folder)
  const started = performance.now()
  const pupil = await joinAsPupil(server.port, server.codes[0] ?? '', 'Late', new Map(), false)
  while (pupil.n < day.length) await new Promise((over) => setTimeout(over, 5))
  const heard = performance.now()
  pupil.close()
  await server.kill()
  const labs = new Map(allLabs().map((lab) => [lab.id, lab]))
  playAll(ENGINE, labs, NOTHING_PLAYED, day.slice(0, 500))
  const play = performance.now()
  playAll(ENGINE, labs, NOTHING_PLAYED, day)
  const played = performance.now()
  const arbiter = startArbiter({ read: async (_, after) => day.slice(after) })
  await arbiter.snapshot('g', day.length - 10)
  const asked = performance.now()
  const snapshot = await arbiter.snapshot('g', day.length - 10)
  const { played: begun } = await fromSnapshot(ENGINE, snapshot?.text ?? '', async () => labs)
  playAll(ENGINE, labs, begun, day.slice(begun.n))
  const joined = performance.now()
  await arbiter.close()
  const name = `after a day of ${groups} groups (${day.length} entries each)`
  return [
    {
      measure: `${name}: start, more than of an empty class`,
      value: started - from - (from - empty),
      unit: 'ms',
    },
    { measure: `${name}: all entries are at a page`, value: heard - started, unit: 'ms' },
    { measure: `${name}: all of them are played`, value: played - play, unit: 'ms' },
    { measure: `${name}: a page begins`, value: joined - asked, unit: 'ms', target: 1000 },
    { measure: `${name}: what it begins with`, value: snapshot?.text.length ?? 0, unit: 'B' },
  ]
}
