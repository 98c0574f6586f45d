import { expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { frozenWorld } from '../../src/session/history/world-copy.ts'
import { RULES } from '../../src/shell/rules.ts'
import { NODE_CALLS, type NodeCallName } from '../../src/sim/noded/calls.ts'
import { startWorld } from '../../src/sim/start.ts'
import { configOn, machineOf } from '../../src/sim/world.ts'

const QUESTIONS = (Object.keys(NODE_CALLS) as NodeCallName[]).filter(
  (name) => NODE_CALLS[name].asks,
)

it('many calls only ask', () => {
  expect(QUESTIONS.length).toBeGreaterThan(15)
})

it.each(QUESTIONS)('%s only asks: it changes nothing', (name) => {
  const world = frozenWorld(startWorld(RULES, EXERCISE))
  const before = JSON.stringify(world)
  const { instances } = configOn(world, EXERCISE.master)
  for (const node of Object.keys(world.machines))
    for (const instance of Object.values(instances)) {
      const [disk] = instance.disks
      const args = {
        instance,
        name: instance.name,
        disk,
        disks: name === 'blockdev_getmirrorstatus' ? [{ disk, index: 0 }] : instance.disks,
        nodes: Object.keys(world.machines),
        links: ['br-lan', 'br-none'],
        os: instance.os,
        installed: [instance.os],
        forceVariant: false,
        names: ['dhcp'],
        volumes: Object.keys(machineOf(world, node).volumeGroup.volumes),
        transfer: 1,
        seconds: 1,
        path: '/srv/ganeti/export/none',
      }
      // Everything in it is frozen: whoever changes something throws.
      expect(() => NODE_CALLS[name].run(world, machineOf(world, node), args as never)).not.toThrow()
    }
  expect(JSON.stringify(world)).toBe(before)
})
