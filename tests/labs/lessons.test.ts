import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import {
  checkCause,
  checkSolution,
  checkStart,
  checkWrongTurn,
  costOf,
} from '../../src/door/check-lab.ts'
import { causesIn } from '../../src/labs/drill.ts'
import { isFor } from '../../src/labs/lab.ts'

const inEachRelease = allLabs().flatMap((lab) => lab.releases.map((release) => ({ lab, release })))

describe.each(inEachRelease.filter(({ lab }) => lab.causes.length === 0))(
  'the lab "$lab.id" in release $release',
  ({ lab, release }) => {
    it('is unsolved at its start', () => {
      expect(checkStart(lab, release)).toEqual([])
    })

    it('is solved by its own solution, which costs what the file says', () => {
      const { findings, session } = checkSolution(lab, release)
      expect(findings).toEqual([])
      expect(lab.seconds[release]).toEqual(costOf(session))
    })

    const turns = lab.wrongTurns.filter((turn) => isFor(turn, release))
    if (turns.length > 0)
      it.each(turns)('notices the wrong turn "$id", which leads where it says', (turn) => {
        expect(checkWrongTurn(lab, release, turn)).toEqual([])
      })
  },
)

const drills = inEachRelease.flatMap(({ lab, release }) =>
  causesIn(lab, release).map((cause) => ({ lab, release, cause })),
)
if (drills.length > 0)
  describe.each(drills)('the drill "$cause.id" in release $release', ({ lab, release, cause }) => {
    it('is something to repair, and is repaired by its own solution', () => {
      expect(checkCause(lab, release, cause)).toEqual([])
    })
  })
