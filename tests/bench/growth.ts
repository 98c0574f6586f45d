import { draw } from '../../src/diagram/draw/draw.ts'
import { drawTiles } from '../../src/diagram/draw/tiles.ts'
import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, openSession, passTime, type Session } from '../../src/session/session.ts'
import { nextEvent } from '../../src/sim/world.ts'
import { clusterOf, exponentOf } from '../support/sizes.ts'
import type { Row } from './table.ts'

const SIZES = [10, 40, 100]

/** Milliseconds of CPU: the wall clock counts what other programs do. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** What is measured at a size, by name. `events`: the dearest event of the migration. */
function measured(nodes: number): Record<string, number> {
  const definition = clusterOf(nodes, 10 * nodes)
  const terminal = definition.master
  let session: Session = openSession(ENGINE, definition)
  let dearest = 0
  const play = (text: string): number => {
    dearest = 0
    return cpuOf(() => {
      session = act(session, { kind: 'line', terminal, text })
      const busy = () =>
        session.world.openJobs.length > 0 ||
        (session.world.terminals[terminal]?.stack.length ?? 0) > 1
      for (let due = nextEvent(session.world); busy() && due !== undefined; ) {
        const at = due
        dearest = Math.max(
          dearest,
          cpuOf(() => {
            session = passTime(session, at)
          }),
        )
        due = nextEvent(session.world)
      }
    })
  }
  const opening = cpuOf(() => openSession(ENGINE, definition))
  play('gnt-instance list')
  const found: Record<string, number> = {
    opening,
    'gnt-instance list': play('gnt-instance list'),
    'gnt-node list': play('gnt-node list'),
    'gnt-cluster verify': play('gnt-cluster verify'),
    'gnt-instance migrate': play('gnt-instance migrate -f i0005'),
  }
  found['its dearest event'] = dearest
  const scene = sceneOf(session.world, session.now, 'is')
  found['the scene'] = cpuOf(() => sceneOf(session.world, session.now + 1, 'is'))
  found['the picture in full'] = cpuOf(() => draw(scene))
  found['the picture in tiles'] = cpuOf(() => drawTiles(scene, 10))
  return found
}

/** CPU time by size of the cluster, ten instances a node, and the power by which it grows. */
export function measureGrowth(): Row[] {
  const all = SIZES.map(measured)
  const [first, , last] = all
  return Object.keys(first ?? {}).flatMap((name): Row[] => {
    const amounts = all.map((one) => one[name] ?? Number.NaN)
    const [from = 1, to = 1] = [first?.[name], last?.[name]]
    return [
      ...SIZES.map((nodes, i) => ({
        measure: `${name}, ${nodes} nodes with ${10 * nodes} instances, CPU`,
        value: amounts[i] ?? Number.NaN,
        unit: 'ms',
        ...(name === 'gnt-instance list' && nodes === 100 ? { target: 50 } : {}),
      })),
      {
        measure: `${name}: grows by n to the power of`,
        value: exponentOf([10, 100], [from, to]),
        unit: '',
        target: 1.2,
      },
    ]
  })
}
