import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { definitionOf } from '../../src/labs/lab.ts'
import { standing } from '../../src/labs/progress.ts'
import { own } from '../../src/lib/own.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, nextDue, openSession, passTime, type Session } from '../../src/session/session.ts'
import { atShell } from '../../src/shell/prompt.ts'
import type { Release } from '../../src/sim/releases.ts'

const A = 'nodeA.virt.nsrc.org'

function begin(id: string, goal: string | null, release: Release = '2.11'): Session {
  const lab = allLabs().find((one) => one.id === id)
  if (!lab) throw new Error(`there is no lab ${id}`)
  return openSession(ENGINE, definitionOf(lab, release), lab, goal)
}

const type = (session: Session, text: string): Session =>
  act(session, { kind: 'line', terminal: A, text })

const reached = ({ progress }: Session) => progress.done.filter(({ played }) => !played).length

const isBack = ({ world }: Session): boolean => atShell(own(world.terminals, A))

/** Lets one thing after the other happen until `is` holds, at most for so many seconds. */
function until(session: Session, is: (now: Session) => boolean, seconds = 300): Session {
  let now = session
  for (let due = nextDue(now); due !== undefined && !is(now); due = nextDue(now)) {
    if (due > session.now + seconds * 1000) break
    now = passTime(now, due)
  }
  return now
}

describe('a goal', () => {
  it.each([
    ['maintenance', null, 'gnt-instance list'],
    ['maintenance', 'undrained', 'gnt-node modify --drained=no nodeB'],
    ['creating', null, 'gnt-os list'],
  ])('of %s is reached when its command has answered, not before', (lab, goal, line) => {
    const typed = type(begin(lab, goal), line)
    expect(reached(typed)).toBe(0)
    const tick = until(typed, (now) => reached(now) > 0)
    expect(reached(tick)).toBe(1)
    expect(isBack(tick)).toBe(true)
  })

  it('says that the command still runs, where its state holds already', () => {
    const typed = type(begin('maintenance', 'undrained'), 'gnt-node modify --drained=no nodeB')
    const { lab } = typed
    if (!lab) throw new Error('there is no lab')
    const why = ({ progress, world, now }: Session) =>
      standing(lab, progress, world, now).find(({ done }) => !done)?.why
    const changed = until(typed, (now) => why(now) !== 'nodeB is still marked drained.')
    expect(why(changed)).toBe('The command on nodeA has not ended yet.')
    expect(isBack(changed)).toBe(false)
  })

  it('waits for the answer to a question', () => {
    const typed = type(begin('evacuation', 'tried'), 'gnt-node evacuate -p nodeB')
    const asked = until(typed, () => false, 60)
    expect(isBack(asked)).toBe(false)
    expect(reached(asked)).toBe(0)
    const refused = until(type(asked, 'y'), (now) => isBack(now))
    expect(reached(refused)).toBe(1)
  })

  it('is reached while what its command shows lasts: a console, or watch', () => {
    const console = type(begin('creating', 'console'), 'gnt-instance console inst1')
    expect(reached(console)).toBe(0)
    const shown = until(console, () => false, 30)
    expect(reached(shown)).toBe(1)
    expect(isBack(shown)).toBe(false)
    const watched = type(begin('disk-failure', 'seen'), 'watch cat /proc/drbd')
    expect(reached(until(watched, () => false, 30))).toBe(1)
  })

  it.each([
    ['picture', 'asked', 'gnt-instance list'],
    ['evacuation', 'tried', 'gnt-node evacuate -p nodeB'],
    ['creating', 'info', 'gnt-instance info inst1'],
  ])('of %s is not reached by a command that Ctrl-C ends before its answer', (lab, goal, line) => {
    const typed = type(begin(lab, goal), line)
    const left = until(act(typed, { kind: 'key', terminal: A, key: 'interrupt' }), () => false, 60)
    expect(isBack(left)).toBe(true)
    expect(reached(left)).toBe(0)
    const asked = until(type(left, line), () => false, 60)
    expect(reached(isBack(asked) ? asked : until(type(asked, 'y'), isBack))).toBe(1)
  })

  it('is not reached by a command that the power button ends before its answer', () => {
    const typed = type(begin('picture', 'asked'), 'gnt-instance list')
    const off = act(typed, { kind: 'power', node: A, to: 'off' })
    expect(reached(until(off, () => false, 60))).toBe(0)
  })

  it('waits for its own command, whatever is pressed in the meantime', () => {
    const typed = type(begin('maintenance', null), 'gnt-instance list')
    const pressed = act(typed, { kind: 'cable', node: 'nodeC.virt.nsrc.org', is: 'out' })
    expect(isBack(pressed)).toBe(false)
    expect(reached(pressed)).toBe(0)
    expect(reached(until(pressed, isBack))).toBe(1)
  })

  it('is reached by a command that Ctrl-C ends well, after its answer', () => {
    const typed = type(begin('two-nodes', null), 'ping nodeB')
    const seen = until(typed, () => false, 3)
    const left = act(seen, { kind: 'key', terminal: A, key: 'interrupt' })
    expect(left.progress.typed.map(({ line }) => line)).toContain('ping nodeB')
  })

  it('that the power button reaches waits for no command', () => {
    const busy = type(begin('crash', 'dead'), 'gnt-cluster verify')
    const off = act(busy, { kind: 'power', node: 'nodeB.virt.nsrc.org', to: 'off' })
    expect(isBack(off)).toBe(false)
    expect(reached(off)).toBe(1)
  })
})
