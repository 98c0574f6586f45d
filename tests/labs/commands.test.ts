import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { openingOf } from '../../src/door/check-lab.ts'
import { commandsOf, type Lab } from '../../src/labs/lab.ts'
import { runStep } from '../../src/session/labs/lab-steps.ts'
import { play, type Session } from '../../src/session/session.ts'
import type { Release } from '../../src/sim/releases.ts'

/** A power button, or a second node, has its part in these: their commands are to look, or the last of several. */
const NOT_BY_COMMANDS_ALONE = [
  'crash: powered on',
  'master-crash: powered on',
  'two-nodes: rejoined',
  'evacuation: b on',
  'split-brain: one history',
  'two-masters: asked',
  'two-masters: compared',
  'two-masters: agreed',
]

/** Long enough for every copy. */
const WAIT_SECONDS = 1800

const reached = ({ progress }: Session, goal: string) => progress.done.some((d) => d.goal === goal)

/** Types the commands that the guide gives for a goal, says yes to what they ask, and waits after each. */
function typed(session: Session, goal: Lab['goals'][number], release: Release): Session {
  const { on = session.definition.master } = goal
  return play(session, (driver) => {
    for (const run of commandsOf(goal, release)) {
      const yes = run.includes('--readd') ? 'yes' : 'y'
      runStep(driver, { on, run, answers: Array.from({ length: 9 }, () => yes) })
      runStep(driver, { wait: WAIT_SECONDS })
    }
  })
}

/** The goals that their commands do not reach from where the solution has come to. */
function missed(lab: Lab, release: Release): string[] {
  const steps = [...lab.solution]
  let session = openingOf(lab, release)
  return lab.goals.flatMap((goal) => {
    const isCurrent = !reached(session, goal.id) && commandsOf(goal, release).length > 0
    const met = !isCurrent || reached(typed(session, goal, release), goal.id)
    while (!reached(session, goal.id) && steps.length > 0) {
      const [step] = steps.splice(0, 1)
      if (step) session = play(session, (driver) => void runStep(driver, step))
    }
    return met ? [] : [`${lab.id}: ${goal.id}`]
  })
}

describe('the commands that the guide gives', () => {
  const labs = allLabs().filter((lab) => lab.causes.length === 0)
  it.each(labs.map((lab) => [lab.id, lab] as const))('reach the goals of the lab %s', (_, lab) => {
    for (const release of lab.releases)
      expect(
        missed(lab, release).filter((goal) => !NOT_BY_COMMANDS_ALONE.includes(goal)),
        release,
      ).toEqual([])
  })

  it('do the whole lab of a planned maintenance, with nothing else', () => {
    const lab = labs.find(({ id }) => id === 'maintenance')
    if (!lab) throw new Error('there is no such lab')
    for (const release of lab.releases) {
      const end = lab.goals.reduce(
        (session, goal) => typed(session, goal, release),
        openingOf(lab, release),
      )
      expect(end.progress.done.map(({ goal }) => goal)).toEqual(lab.goals.map(({ id }) => id))
    }
  })
})

it('a goal has no command, one, several, or others in each release', () => {
  expect(commandsOf({}, '2.11')).toEqual([])
  expect(commandsOf({ command: 'a' }, '2.11')).toEqual(['a'])
  expect(commandsOf({ command: ['a', 'b'] }, '2.11')).toEqual(['a', 'b'])
  expect(commandsOf({ command: { '2.11': 'a', '3.0': ['b', 'c'] } }, '3.0')).toEqual(['b', 'c'])
  expect(commandsOf({ command: { '2.11': 'a' } }, '3.0')).toEqual([])
})
