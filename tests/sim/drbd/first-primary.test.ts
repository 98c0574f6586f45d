import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { RULES } from '../../../src/shell/rules.ts'
import { settleDrbd } from '../../../src/sim/cluster/drbd/settle.ts'
import { halvesOn } from './halves.ts'

it('a connected pair of which one copy became good is copied whole, from that copy to the other', () => {
  const world = ENGINE.startWorld(RULES, EXERCISE)
  const { primary, secondary, port } = halvesOn(world, 'debianX')
  // As after mkfs of a fresh pair: its first primary calls its own data good, and no one has copied them yet.
  secondary.meta.disk = 'Inconsistent'
  secondary.meta.current = null
  primary.device.peerDisk = 'Inconsistent'
  settleDrbd(world, secondary.node)
  expect([primary.device.connection, secondary.device.connection]).toEqual([
    'SyncSource',
    'SyncTarget',
  ])
  expect(world.resyncs[port]).toBeDefined()
})
