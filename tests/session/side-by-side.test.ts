import { expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE, type Engine } from '../../src/session/engine.ts'
import { shownBy } from '../../src/session/history/terminal-output.ts'
import { act, openSession, passTime, type Session, undo } from '../../src/session/session.ts'
import { defineProgram, exit } from '../../src/sim/run/program.ts'

/** Another version of the trainer, in which `hostname` says something else. */
const OTHER: Engine = {
  ...ENGINE,
  rules: {
    ...ENGINE.rules,
    programs: {
      ...ENGINE.rules.programs,
      hostname: defineProgram({
        vars: {},
        steps: {
          say: (p) => {
            p.out('somewhere else\n')
            return exit(0)
          },
        },
      }),
    },
  },
}

const type = (session: Session, text: string, seconds = 5): Session =>
  passTime(
    act(session, { kind: 'line', terminal: EXERCISE.master, text }),
    session.now + seconds * 1000,
  )

const printed = (session: Session): string =>
  shownBy(session)
    .filter(({ stream }) => stream === 'stdout')
    .map(({ text }) => text)
    .join('')

it('two engines play side by side, each with its own rules, also back and forth', () => {
  let [one, other] = [ENGINE, OTHER].map((engine) => openSession(engine, EXERCISE))
  if (!one || !other) throw new Error('there are no two sessions')
  one = type(one, 'hostname -s')
  other = type(other, 'hostname -s')
  one = type(one, 'hostname -s')
  expect(printed(one)).toBe('nodeA\nnodeA\n')
  expect(printed(other)).toBe('somewhere else\n')
  other = type(undo(other), 'hostname -s; hostname -s')
  expect(printed(other)).toBe('somewhere else\nsomewhere else\n')
  expect(printed(undo(one))).toBe('nodeA\n')
})

it('two releases play side by side, step by step', () => {
  const open = (release: '2.11' | '3.0') => openSession(ENGINE, { ...EXERCISE, release })
  const alone = (release: '2.11' | '3.0') => type(type(open(release), LINE, 20), LINE, 20)
  const LINE = 'gnt-instance migrate -f debianX'
  let old = open('2.11')
  let recent = open('3.0')
  for (const turn of [1, 2]) {
    old = type(old, LINE, 20)
    recent = type(recent, LINE, 20)
    expect(old.inputs).toHaveLength(turn)
  }
  expect(old.world).toEqual(alone('2.11').world)
  expect(recent.world).toEqual(alone('3.0').world)
  expect(old.world.release).not.toBe(recent.world.release)
})
