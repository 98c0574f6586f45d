import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { SILENCE } from '../../src/session/language.ts'
import { RULES } from '../../src/shell/rules.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'

describe('before the commands have come', () => {
  it.each(RELEASES)('a cluster of release %s starts as the very same World', (release) => {
    const definition = { ...EXERCISE, release }
    expect(startWorld(SILENCE, definition)).toEqual(startWorld(RULES, definition))
  })
})
