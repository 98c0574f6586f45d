import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { allLabs } from '../../src/door/shelf.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { restore } from '../../src/session/restore.ts'
import { passTime, redo, undo } from '../../src/session/session.ts'

/** What the version before wrote: five inputs in the lab "crash", and one that was taken back. */
const saved: unknown = JSON.parse(
  readFileSync(new URL('./fixtures/version-1.jsonl', import.meta.url), 'utf8'),
)
const lab = allLabs().find(({ id }) => id === 'crash') ?? null

it('a session that the version before saved is opened, and goes back and forth', () => {
  const read = restore({ engine: ENGINE, look: null }, saved, { ok: true, lab })
  if (!read.ok) throw new Error(read.error)
  const { session } = read
  expect(session.inputs).toHaveLength(5)
  const again = redo(session)
  expect(again.inputs).toHaveLength(6)
  expect(undo(again).world).toEqual(session.world)
  let start = session
  while (start.inputs.length > 0) start = undo(start)
  expect(start.world.jobs).toEqual({})
  while (start.undone.length > 1) start = redo(start)
  expect(passTime(start, session.now).world).toEqual(session.world)
})
