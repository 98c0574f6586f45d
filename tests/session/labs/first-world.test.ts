import { expect, it } from 'vitest'
import { ENGINE } from '../../../src/session/engine.ts'
import { FIRST_LAB, FIRST_WORLD } from '../../../src/session/labs/catalogue.ts'
import { openSession } from '../../../src/session/session.ts'

it('the World that the page is built with is the one that its first lab starts from', () => {
  const definition = { ...FIRST_LAB.start.cluster, release: FIRST_WORLD.release }
  expect(openSession(ENGINE, definition, FIRST_LAB).world).toEqual(FIRST_WORLD)
})
