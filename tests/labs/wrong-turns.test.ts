import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { definitionOf } from '../../src/labs/lab.ts'
import { holds } from '../../src/labs/progress.ts'
import { own } from '../../src/lib/own.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, nextDue, openSession, passTime, type Session } from '../../src/session/session.ts'
import { atShell } from '../../src/shell/prompt.ts'

const A = 'nodeA.virt.nsrc.org'

function begin(id: string, goal: string | null): Session {
  const lab = allLabs().find((one) => one.id === id)
  if (!lab) throw new Error(`there is no lab ${id}`)
  return openSession(ENGINE, definitionOf(lab, '2.11'), lab, goal)
}

/** Types lines on the master, each when the terminal waits for it, and lets the last one end. */
function type(session: Session, ...lines: string[]): Session {
  const waits = ({ world }: Session) =>
    own(world.terminals, A)?.stack.at(-1)?.frame.wait?.for === 'line'
  return lines.reduce((before, text) => {
    let now = act(before, { kind: 'line', terminal: A, text })
    for (let due = nextDue(now); due !== undefined && !waits(now); due = nextDue(now))
      now = passTime(now, due)
    return now
  }, session)
}

const taken = ({ progress }: Session) => progress.wrong.map(({ turn }) => turn)

describe('a wrong turn that speaks of a refusal', () => {
  it.each([
    [
      'creating',
      'created',
      'refused',
      ['gnt-instance add -t plain -o debootstrap+default -s 512M -n nodeB inst1'],
    ],
    ['daily', 'grown', 'made smaller', ['gnt-instance grow-disk --absolute db 0 512M']],
    ['disk-failure', 'copies', 'renewed in place', ['gnt-instance replace-disks -s debianX']],
    [
      'replication',
      null,
      'converted while it runs',
      ['gnt-instance modify -t drbd -n nodeC inst1'],
    ],
    ['replication', null, 'plain migrated', ['gnt-instance migrate inst1', 'y']],
  ])('of %s before %s is %s where that is the cause', (lab, goal, turn, lines) => {
    expect(taken(type(begin(lab, goal), ...lines))).toEqual([turn])
  })

  it.each([
    ['creating', 'created', ['gnt-instance add -t plain -o debootstrap -s 1G -n nodeB inst1']],
    [
      'creating',
      'created',
      ['gnt-instance add -t plain -o debootstrap+default -s 100G -n nodeB inst1'],
    ],
    ['daily', 'grown', ['gnt-instance grow-disk db 0 5000G']],
    ['daily', 'grown', ['gnt-instance grow-disk db 7 1G']],
    ['disk-failure', 'copies', ['gnt-instance replace-disks -n nodeA debianX']],
    ['replication', null, ['gnt-instance modify -B memory=9999G inst1']],
    ['replication', null, ['gnt-instance migrate --help']],
  ])('of %s before %s says nothing of another cause: %s', (lab, goal, lines) => {
    const left = type(begin(lab, goal), ...lines)
    expect(atShell(own(left.world.terminals, A))).toBe(true)
    expect(taken(left)).toEqual([])
  })

  it('is over when the state that it speaks of is', () => {
    const refused = type(
      begin('creating', 'created'),
      'gnt-instance add -t plain -o debootstrap+default -s 512M -n nodeB inst1',
    )
    const isOver = ({ lab, progress, world, now }: Session) => {
      const until = lab?.wrongTurns.find(({ id }) => id === 'refused')?.until
      return until !== undefined && holds(until, lab, progress, world, now).met
    }
    expect(isOver(refused)).toBe(false)
    const add = 'gnt-instance add -t plain -o debootstrap+default -s 1G -n nodeB inst1'
    expect(isOver(type(refused, add))).toBe(true)
  })
})
