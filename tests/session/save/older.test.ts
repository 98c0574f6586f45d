import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { allLabs } from '../../../src/door/catalogue.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { passTime, redo, undo } from '../../../src/session/session.ts'
import type { World } from '../../../src/sim/world.ts'

/** What the version before wrote: five inputs in the lab "crash", and one that was taken back. */
const saved: unknown = JSON.parse(
  readFileSync(new URL('./fixtures/version-1.jsonl', import.meta.url), 'utf8'),
)
const lab = allLabs().find(({ id }) => id === 'crash') ?? null

/**
 * That version kept neither who submitted a job nor what logs are made of, and no job named the nodes whose hooks
 * failed; played again, a World has it.
 */
const asKept = ({ answered: _, ...world }: World) => ({
  ...world,
  jobs: Object.fromEntries(
    Object.entries(world.jobs).map(([id, { from: _from, ...job }]) => [
      id,
      { ...job, ops: job.ops.map((op) => ({ ...op, log: [] })) },
    ]),
  ),
  machines: Object.fromEntries(
    Object.entries(world.machines).map(([name, { files, ...machine }]) => {
      const { commands: _commands, ...kept } = files
      return [name, { ...machine, files: kept }]
    }),
  ),
})

it('a session that the version before saved is opened, and goes back and forth', () => {
  const read = restore({ engine: ENGINE, renderCheck: null }, saved, { ok: true, lab })
  if (!read.ok) throw new Error(read.error)
  const { session } = read
  expect(session.inputs).toHaveLength(5)
  const again = redo(session)
  expect(again.inputs).toHaveLength(6)
  expect(asKept(undo(again).world)).toEqual(asKept(session.world))
  let start = session
  while (start.inputs.length > 0) start = undo(start)
  expect(start.world.jobs).toEqual({})
  while (start.undone.length > 1) start = redo(start)
  expect(asKept(passTime(start, session.now).world)).toEqual(asKept(session.world))
})
