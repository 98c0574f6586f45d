import { deflateSync } from 'fflate'
import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { packedSaveOf, unpacked } from '../../../src/session/save/pack.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { act, openSession, passTime, type Session, undo } from '../../../src/session/session.ts'
import { A } from '../../support/nodes.ts'

const LINES = [
  'gnt-instance list',
  'gnt-instance migrate -f debianY',
  'gnt-cluster verify',
  'gnt-node modify -D yes nodeC',
  'gnt-node modify -D no nodeC',
  'gnt-job list',
]
function sitting(inputs: number): Session {
  let session = openSession(ENGINE, EXERCISE)
  for (let i = 0; i < inputs; i++) {
    session = act(session, { kind: 'line', terminal: A, text: LINES[i % LINES.length] ?? '' })
    session = passTime(session, session.now + 30_000)
  }
  return session
}

it('a file of many inputs stays small, and opens with its past', () => {
  const [short, long] = [sitting(60), sitting(180)]
  const size = (session: Session) => {
    const { shown, ...rest } = packedSaveOf(session)
    // What terminals showed is capped for itself.
    expect(JSON.stringify(shown).length).toBeLessThan(600_000)
    return JSON.stringify(rest).length
  }
  // What one more input costs: 2,000 of them, and what was shown, stay below 2 MB.
  const each = (size(long) - size(short)) / 120
  expect(each).toBeLessThan(700)
  const read = restore(
    { engine: ENGINE, renderCheck: null },
    JSON.parse(JSON.stringify(packedSaveOf(long))),
    {
      ok: true,
      lab: null,
    },
  )
  if (!read.ok) throw new Error(read.error)
  expect(read.session.world).toEqual(long.world)
  expect(undo(read.session).world).toEqual(undo(long).world)
})

it('a file of a long sitting opens: its packed checkpoints may be a long text', () => {
  const session = sitting(45)
  const save = packedSaveOf(session)
  const room = Buffer.alloc(1_200_000, ' ')
  const plain = Buffer.from(JSON.stringify(unpacked(String(save.checkpoints))))
  const packed = deflateSync(Buffer.concat([plain, room]), { level: 0 })
  const checkpoints = Buffer.from(packed).toString('base64')
  expect(checkpoints.length).toBeGreaterThan(1_000_000)
  const read = restore(
    { engine: ENGINE, renderCheck: null },
    JSON.parse(JSON.stringify({ ...save, checkpoints })),
    {
      ok: true,
      lab: null,
    },
  )
  if (!read.ok) throw new Error(read.error)
  expect(read.session.checkpoints.length).toBe(session.checkpoints.length)
  expect(undo(read.session).world).toEqual(undo(session).world)
})

it.each<[string, (packed: string) => unknown]>([
  ['no text that was packed', () => '!!!'],
  ['cut off', (packed) => packed.slice(0, 400)],
  ['a number', () => 7],
  ['a bomb', () => Buffer.from(deflateSync(new Uint8Array(110_000_000))).toString('base64')],
  ['junk', () => Buffer.from(deflateSync(Buffer.from('[{"at":1e308}]'))).toString('base64')],
])('a file whose checkpoints are %s is refused in a sentence', (_, spoil) => {
  const save = packedSaveOf(sitting(3))
  const spoilt = { ...save, checkpoints: spoil(String(save.checkpoints)) }
  expect(restore({ engine: ENGINE, renderCheck: null }, spoilt, { ok: true, lab: null })).toEqual({
    ok: false,
    error: 'This session cannot be opened: its checkpoints cannot be read. Nothing was changed.',
  })
})

it('checkpoints that lead to nonsense are left aside: the inputs are played from the start', () => {
  const session = sitting(45)
  const save = packedSaveOf(session)
  const checkpoints = session.checkpoints.map(({ at, inputs, shown, work, change }, i) => ({
    at,
    inputs,
    shown,
    work,
    change:
      i === session.checkpoints.length - 1
        ? { keys: { world: { keys: { machines: { keys: { [A]: { put: 5 } } } } } } }
        : change,
  }))
  const read = restore(
    { engine: ENGINE, renderCheck: null },
    { ...save, world: session.world, checkpoints },
    { ok: true, lab: null },
  )
  if (!read.ok) throw new Error(read.error)
  expect(undo(read.session).world).toEqual(undo(session).world)
})
