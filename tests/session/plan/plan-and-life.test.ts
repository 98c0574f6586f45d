import { describe, expect, test } from 'vitest'
import { ENGINE } from '../../../src/session/engine.ts'
import { isAsked, promptOf } from '../../../src/session/idle.ts'
import { planLine, yesTo } from '../../../src/session/plan/plan.ts'
import { changesBetween } from '../../../src/session/plan/world-diff.ts'
import { atShell } from '../../../src/shell/prompt.ts'
import { RELEASES } from '../../../src/sim/releases.ts'
import type { World } from '../../../src/sim/world.ts'
import { type Sitting, sitting } from '../../support/driver.ts'

/** Types a line for real, answers with yes, and lets time pass until it and its jobs are over. */
function live(at: Sitting, line: string) {
  const before = at.world()
  const start = at.now()
  const terminal = at.named('nodeA')
  const isOver = (world: World) => atShell(world.terminals[terminal]) && world.openJobs.length === 0
  const asks = ({ terminals }: World) =>
    isAsked(terminals[terminal]) && !atShell(terminals[terminal])
  at.text()
  at.enter(line)
  for (;;) {
    at.until((world) => isOver(world) || asks(world))
    if (isOver(at.world())) break
    at.enter(yesTo(promptOf(at.world().terminals[terminal]) ?? '') ?? '')
  }
  return {
    ms: at.now() - start,
    changes: changesBetween(before, at.world()),
    prints: at.text('stdout', 'stderr'),
    exit: at.status(),
  }
}

const SITUATIONS: Record<string, (at: Sitting) => void> = {
  'everything is healthy': () => undefined,
  'nodeB is off': (at) => {
    at.act({ kind: 'power', node: at.named('nodeB'), to: 'off' })
    at.wait(5)
  },
  'the cable of nodeB is out': (at) => {
    at.act({ kind: 'cable', node: at.named('nodeB'), is: 'out' })
    at.wait(5)
  },
  'the node daemon of nodeB is dead': (at) => {
    at.act({ kind: 'daemon', node: at.named('nodeB'), daemon: 'ganeti-noded', is: 'dead' })
    at.wait(5)
  },
}

const LINES = [
  'gnt-instance list',
  'gnt-cluster verify',
  'gnt-cluster verify-disks',
  'gnt-instance failover debianx',
  'gnt-instance migrate debiany',
  'gnt-instance move -n nodeC debianz',
  'gnt-instance replace-disks -n nodeC debianx',
  'gnt-instance shutdown debianx',
  'gnt-instance remove debianz',
  'gnt-node modify --offline=yes nodeB',
  'gnt-node evacuate -s -n nodeC nodeB',
  'gnt-node remove nodeB',
]

describe.each(RELEASES)('in %s, the plan of a line is what then happens', (release) => {
  describe.each(Object.keys(SITUATIONS))('while %s', (situation) => {
    test.each(LINES)('%s', (line) => {
      const at = sitting({ release })
      at.act({ kind: 'hardware', change: { watcherCron: false } })
      SITUATIONS[situation]?.(at)
      const plan = planLine(ENGINE, at.world(), at.now(), at.named('nodeA'), line)
      const { ms, changes, prints, exit } = live(at, line)
      expect({ ms: plan?.ms, prints: plan?.prints, exit: plan?.exit }).toEqual({ ms, prints, exit })
      expect(plan?.changes).toEqual(changes)
    })
  })
})
