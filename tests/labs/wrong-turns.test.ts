import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { openTurns } from '../../src/labs/effort.ts'
import { definitionOf, type Lab, type LabStep } from '../../src/labs/lab.ts'
import { holds } from '../../src/labs/progress.ts'
import { own } from '../../src/lib/own.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { runStep } from '../../src/session/labs/lab-steps.ts'
import {
  act,
  nextDue,
  openSession,
  passTime,
  play,
  type Session,
} from '../../src/session/session.ts'
import { atShell } from '../../src/shell/prompt.ts'

const A = 'nodeA.virt.nsrc.org'

function labNamed(id: string): Lab {
  const lab = allLabs().find((one) => one.id === id)
  if (!lab) throw new Error(`there is no lab ${id}`)
  return lab
}

function begin(id: string, goal: string | null): Session {
  const lab = labNamed(id)
  return openSession(ENGINE, definitionOf(lab, '2.11'), lab, goal)
}

/** Takes steps of a lab file. */
const stepped = (session: Session, steps: readonly LabStep[]): Session =>
  play(session, (driver) => {
    for (const step of steps) runStep(driver, step)
  })

const openNotices = ({ effort, progress }: Session): string[] =>
  openTurns(effort, progress).map(({ turn }) => turn)

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

  const on = (run: string, node = 'nodeA', answers: string[] = []): LabStep => ({
    on: node,
    run,
    answers,
  })
  const power = (node: string, to: 'on' | 'off' = 'on'): LabStep => ({ power: node, to })
  const up = (node: string): LabStep => ({ until: { node, power: 'on' } })
  const synced: LabStep = { until: { inSync: 'all' } }

  it.each<[lab: string, turn: string, ...repair: LabStep[]]>([
    ['evacuation', 'too small', on('gnt-instance move -f -n nodeA debianY')],
    [
      'evacuation',
      'plain on a node that is off',
      ...[power('nodeB'), up('nodeB'), { wait: 60 }, on('gnt-instance start debianY')],
    ],
    ['evacuation', 'b off too early', power('nodeB'), up('nodeB')],
    ['evacuation', 'disks forgotten', on('gnt-cluster verify-disks'), synced],
    ['evacuation', 'the other node', power('nodeA'), { until: { master: 'nodeA' } }],
    ['loss', 'only cut off', power('nodeB', 'off')],
    ['loss', 'only said to be dead', power('nodeB', 'off'), on('gnt-instance start debianX')],
    ['loss', 'wrong node halted', power('nodeA'), { until: { master: 'nodeA' } }],
    ['loss', 'rescuer halted', power('nodeC'), up('nodeC')],
    ['master-crash', 'only cut off', on('/usr/lib/ganeti/daemon-util stop-master', 'nodeB')],
    ['master-crash', 'too early', on('gnt-cluster redist-conf')],
    ['master-crash', 'forced back', on('/usr/lib/ganeti/daemon-util stop-master', 'nodeB')],
    [
      'setup',
      'switched off',
      ...[power('nodeB'), up('nodeB'), { wait: 60 }],
      ...['debian2', 'debian3', 'debian4', 'debian5'].map((name) =>
        on(`gnt-instance start ${name}`),
      ),
      on('gnt-cluster verify-disks'),
      synced,
    ],
    ['split-brain', 'wrong guest stopped', on('gnt-instance start debianX')],
    ['split-brain', 'started once more', on("pkill -f 'debian[xX]'", 'nodeB')],
    ['split-brain', 'failed over once more', on('gnt-instance start debianX')],
    ['two-masters', 'joined too early', on('/usr/lib/ganeti/daemon-util stop-master', 'nodeB')],
    ['two-masters', 'nobody left', on('service ganeti start')],
    ['two-masters', 'forced again', on('/usr/lib/ganeti/daemon-util stop-master', 'nodeB')],
    [
      'two-nodes',
      'wrong node halted',
      ...[power('nodeB'), up('nodeB'), { wait: 60 }],
      ...[on('gnt-instance start debianY'), on('gnt-instance start debianZ')],
    ],
    ['two-nodes', 'only cut off', on('/usr/lib/ganeti/daemon-util stop-master', 'nodeB')],
    ['two-nodes', 'old master forced', on('/usr/lib/ganeti/daemon-util stop-master')],
  ])('of %s that is %s stays until it is repaired, and is over then', (id, turn, ...repair) => {
    const lab = labNamed(id)
    const { after, steps } = lab.wrongTurns.find((one) => one.id === turn) ?? { steps: [] }
    const next = lab.goals[lab.goals.findIndex((goal) => goal.id === after) + 1]
    const taken = stepped(begin(id, after === undefined ? null : (next?.id ?? null)), steps)
    expect(openNotices(taken)).toContain(turn)
    expect(openNotices(stepped(taken, repair.slice(0, -1)))).toContain(turn)
    expect(openNotices(stepped(taken, repair))).not.toContain(turn)
  })

  it('does not come back where the lab itself asks for such a state later', () => {
    const off = stepped(begin('crash', null), [power('nodeB', 'off')])
    expect(openNotices(off)).toEqual(['halted too early'])
    const repaired = stepped(off, [power('nodeB'), up('nodeB'), { wait: 60 }])
    const arranged = stepped(repaired, [
      on('gnt-instance replace-disks -n nodeB debianX'),
      on('gnt-instance migrate -f debianX'),
      on('gnt-instance replace-disks -n nodeB debianY'),
    ])
    expect(openNotices(stepped(arranged, [power('nodeB', 'off')]))).toEqual([])
  })

  it('may be taken again once it is over', () => {
    const plugs = stepped(begin('picture', null), [power('nodeB', 'off')])
    expect(openNotices(plugs)).toEqual(['plug too soon'])
    const repaired = stepped(plugs, [power('nodeB'), up('nodeB')])
    expect(openNotices(repaired)).toEqual([])
    const again = stepped(repaired, [power('nodeB', 'off')])
    expect(openNotices(again)).toEqual(['plug too soon'])
    expect(again.effort.turns).toHaveLength(2)
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
