import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { openingOf } from '../../src/door/check-lab.ts'
import { causesIn } from '../../src/labs/drill.ts'
import { seedOf } from '../../src/session/labs/opening.ts'
import { sittingsOf, type ToldSitting, tellSteps } from '../support/told.ts'

/** What only Ganeti's own lists may say: names of opcodes, UUIDs, full names of nodes. */
const NOT_FOR_PEOPLE = /\b[A-Z]+_[A-Z_]+\b|[0-9a-f]{8}-[0-9a-f]{4}-|\bnode\w+\.virt\.nsrc\.org/

const isForPeople = (sittings: ToldSitting[]) => {
  const lines = sittings.flatMap(({ told }) => told.map(({ line }) => `${line.what} ${line.more}`))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.filter((line) => NOT_FOR_PEOPLE.test(line))).toEqual([])
}

const labs = allLabs().flatMap((lab) => lab.releases.map((release) => ({ lab, release })))

describe.each(labs.filter(({ lab }) => lab.causes.length === 0))(
  'what is told in the lab "$lab.id" in release $release',
  ({ lab, release }) => {
    it('is in words for people, along the solution and every wrong turn', () => {
      isForPeople(sittingsOf(lab, () => openingOf(lab, release)))
    })
  },
)

const drills = labs.flatMap(({ lab, release }) =>
  causesIn(lab, release).map((cause) => ({ lab, release, cause })),
)

it.each(drills)(
  'what is told in the drill "$cause.id" in release $release is in words for people',
  ({ lab, release, cause }) => {
    isForPeople([tellSteps(openingOf(lab, release, seedOf(lab, release, cause)), cause.solution)])
  },
)
