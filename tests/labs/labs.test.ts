import { describe, expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'

describe('goals', () => {
  it('accept any valid route: evacuate instead of replace-disks, the allocator instead of a name', () => {
    const at = sitting({ lab: 'maintenance' })
    at.on('nodeA', 'gnt-instance list')
    at.on('nodeA', 'gnt-node modify --drained=yes nodeB')
    at.on('nodeA', 'gnt-node migrate -f nodeB')
    at.on('nodeA', 'gnt-node evacuate -f -s nodeB')
    at.on('nodeA', 'gnt-instance move -f -n nodeA debianZ')
    at.on('nodeA', 'gnt-instance list')
    at.on('nodeA', 'gnt-node modify --drained=no nodeB')
    expect(at.goals().filter((goal) => !goal.done)).toEqual([])
  })

  it('say what is missing by node and disk', () => {
    const at = sitting({ lab: 'maintenance' })
    at.on('nodeA', 'gnt-instance list')
    expect(at.goals()[1]?.why).toBe('nodeB is not marked drained.')
    at.on('nodeA', 'gnt-node modify --drained=yes nodeB')
    expect(at.goals()[2]?.why).toBe('dY (drbd) still has nodeB as its primary node.')
  })

  it('tick when the command is finished, not when its job has only written the new node down', () => {
    const at = sitting({ lab: 'maintenance' })
    at.on('nodeA', 'gnt-instance list')
    at.on('nodeA', 'gnt-node modify --drained=yes nodeB')
    at.on('nodeA', 'gnt-instance migrate -f debianY')
    at.on('nodeA', 'gnt-instance replace-disks -n nodeC debianX')
    at.ask({ on: 'nodeA', run: 'gnt-instance replace-disks --submit -n nodeA debianY' })
    at.wait(10)
    expect(at.on('nodeA', 'gnt-instance list -o snodes').output).not.toContain('nodeB')
    expect(at.goals()[3]).toMatchObject({
      done: false,
      why: expect.stringMatching(/^Job \d+ is still changing dY\.$/),
    })
    at.wait(300)
    expect(at.goals()[3]?.done).toBe(true)
  })

  it('go back when their moment is taken back', () => {
    const at = sitting({ lab: 'maintenance' })
    at.on('nodeA', 'gnt-instance list')
    expect(at.goals()[0]?.done).toBe(true)
    at.ask({ undo: true })
    expect(at.goals()[0]?.done).toBe(false)
  })
})

describe('wrong turns', () => {
  it('in the crash: if you halt nodeB too early, you find the way back that the notice names', () => {
    const at = sitting({ lab: 'crash' })
    at.on('nodeA', 'gnt-instance replace-disks -n nodeB debianX')
    at.on('nodeA', 'gnt-instance migrate -f debianX')
    at.on('nodeB', 'halt -p')
    at.ask({ wait: 10 })
    at.ask({ power: 'nodeB', to: 'on' })
    at.on('nodeA', 'gnt-cluster verify-disks')
    at.on('nodeA', 'gnt-instance start debianX')
    at.ask({ wait: 120 })
    at.on('nodeA', 'gnt-instance replace-disks -n nodeB debianY')
    at.ask({ wait: 120 })
    expect(at.goals()[0]).toMatchObject({ done: true })
  })

  const wrongTurns = (at: ReturnType<typeof sitting>) =>
    at
      .ask<{ save: { progress: { wrong: { turn: string }[] } } }>({ save: true })
      .save.progress.wrong.map((w) => w.turn)

  it('notice that nodeB was switched off although the handout says not to', () => {
    const at = sitting({ lab: 'maintenance' })
    at.on('nodeB', 'halt -p')
    at.wait(10)
    expect(wrongTurns(at)).toEqual(['switched off'])
  })

  it('notice a failover that is forced while the node is alive', () => {
    const at = sitting({ lab: 'crash' })
    at.on('nodeA', 'gnt-instance failover --ignore-consistency -f debianY')
    expect(wrongTurns(at)).toContain('forced while alive')
  })
})
