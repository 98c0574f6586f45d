import { describe, expect, test } from 'vitest'
import { changesBetween } from '../../src/session/changes.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { foresee, yesTo } from '../../src/session/foresee.ts'
import { atShell, promptOf } from '../../src/session/rest.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../src/sim/apply.ts'
import type { Emission } from '../../src/sim/input.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { nextEvent } from '../../src/sim/world.ts'
import { B, desk } from './desk.ts'

/** Types a line for real, answers with yes, and lets time pass until it and its jobs are over. */
function live({ world }: ReturnType<typeof desk>, terminal: string, line: string) {
  const before = structuredClone(world)
  const emitted: Emission[] = []
  const emit = (emission: Emission) => emitted.push(emission)
  const start = world.now
  applyInPlace(RULES, world, { kind: 'line', terminal, text: line }, start, emit)
  for (;;) {
    const at = world.terminals[terminal]
    const prompt = promptOf(at)
    if (atShell(at) && world.openJobs.length === 0) break
    if (prompt !== null && !atShell(at)) {
      const text = yesTo(prompt) ?? ''
      applyInPlace(RULES, world, { kind: 'line', terminal, text }, world.now, emit)
      continue
    }
    const due = nextEvent(world)
    if (due === undefined) break
    advanceInPlace(RULES, world, due, emit)
  }
  return {
    ms: world.now - start,
    changes: changesBetween(before, world),
    prints: emitted
      .filter((e) => e.terminal === terminal && ['stdout', 'stderr'].includes(e.stream))
      .map((e) => e.text)
      .join(''),
    exit: world.terminals[terminal]?.stack[0]?.frame.shows?.status,
  }
}

const SITUATIONS: Record<string, (at: ReturnType<typeof desk>) => void> = {
  'everything is healthy': () => undefined,
  'nodeB is off': (at) => {
    at.act({ kind: 'power', node: nodeB(at), to: 'off' })
    at.wait(5)
  },
  'the cable of nodeB is out': (at) => {
    at.act({ kind: 'cable', node: nodeB(at), is: 'out' })
    at.wait(5)
  },
  'the node daemon of nodeB is dead': (at) => {
    at.act({ kind: 'daemon', node: nodeB(at), daemon: 'ganeti-noded', is: 'dead' })
    at.wait(5)
  },
}

const nodeB = ({ world }: ReturnType<typeof desk>): string =>
  Object.keys(world.machines).find((name) => name.toLowerCase() === B.toLowerCase()) ?? B

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
      const at = desk(release)
      at.act({ kind: 'hardware', change: { watcherCron: false } })
      SITUATIONS[situation]?.(at)
      const [terminal = ''] = Object.keys(at.world.terminals)
      const plan = foresee(ENGINE, at.world, at.world.now, terminal, line)
      const { ms, changes, prints, exit } = live(at, terminal, line)
      expect({ ms: plan?.ms, prints: plan?.prints, exit: plan?.exit }).toEqual({ ms, prints, exit })
      expect(plan?.changes).toEqual(changes)
    })
  })
})
