import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Agreement, agreementsIn, counted } from '../../.ci/command-page.ts'
import {
  type Compared,
  recordings as names,
  RECORDINGS,
  replayed,
  recordingText as textOf,
} from '../support/recordings.ts'

/**
 * Each recording has a floor: of its commands, how many print what the real one printed (in any order) and end with
 * its status. A floor only rises. The digests hold the recordings themselves: they come from the real cluster, and no
 * one edits them.
 */
interface Floor {
  /** Of how many commands. */
  of: number
  right: number
  exit: number
  sha256: string
}

const floors = JSON.parse(readFileSync(join(RECORDINGS, 'floors.json'), 'utf8')) as Record<
  string,
  Floor
>

const played = new Map<string, Compared[]>()

/** The commands of a recording, compared once. */
function compared(name: string): Compared[] {
  const found = played.get(name) ?? replayed(name)
  played.set(name, found)
  return found
}

function agreement(name: string): Omit<Floor, 'sha256'> {
  const found = compared(name)
  return {
    of: found.length,
    right: found.filter(({ right }) => right).length,
    exit: found.filter(({ exit }) => exit).length,
  }
}

describe('the recordings of the real cluster', () => {
  it('each have a floor', () => {
    expect(Object.keys(floors).sort()).toEqual([...names].sort())
  })

  it.each(names)('%s is as it was recorded', (name) => {
    const digest = createHash('sha256').update(textOf(name)).digest('hex')
    expect(digest).toBe(floors[name]?.sha256)
  })

  it.each(names)(
    '%s is followed at least as far as its floor says',
    (name) => {
      const found = agreement(name)
      const floor = floors[name]
      expect(found.of).toBe(floor?.of)
      expect(found.right).toBeGreaterThanOrEqual(floor?.right ?? 0)
      expect(found.exit).toBeGreaterThanOrEqual(floor?.exit ?? 0)
    },
    120_000,
  )

  it('no command agrees less than docs/commands.md says', () => {
    const page = agreementsIn(readFileSync('docs/commands.md', 'utf8'))
    const found = counted(names.flatMap(compared))
    const worse = [...page].filter(([command, said]) => {
      const now: Agreement = found.get(command) ?? { of: 0, right: 0, exit: 0 }
      return now.of !== said.of || now.right < said.right || now.exit < said.exit
    })
    expect(worse, 'npm run commands writes the page again').toEqual([])
    expect([...page.keys()].sort()).toEqual([...found.keys()].sort())
  }, 300_000)
})
