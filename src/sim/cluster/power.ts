import { drawUuid } from '../../lib/random.ts'
import { loseJobsOf } from '../jobs/ends.ts'
import type { Rules } from '../run/rules.ts'
import { loseSessions } from '../run/sessions.ts'
import { openTerminal, startInBackground } from '../run/start-process.ts'
import { loseProcessesOf } from '../run/terminals.ts'
import { machineOf, setAlarm, type World } from '../world.ts'
import type { NodeName } from './config.ts'
import { loseKernelState } from './drbd/drbd.ts'
import { touch } from './unsettled.ts'

/** The power of a machine: on, off, and the boot in between. */

/** Cuts the power: everything that lives in memory is gone at once. Also the end of `halt -p`. */
export function powerOff(world: World, node: NodeName): void {
  const machine = machineOf(world, node)
  if (machine.power.is === 'off') return
  touch(world, node)
  machine.power = { is: 'off', since: world.now }
  loseKernelState(machine, world.now)
  machine.guests = {}
  machine.daemons = []
  delete machine.daemonArguments
  machine.masterIp = false
  delete machine.masterIpAnnounced
  delete machine.firewall
  // Interfaces come up at boot; a cable does not plug itself in.
  if (machine.cable.down !== undefined) machine.cable = { is: 'in', since: world.now }
  delete machine.writer
  delete machine.outvotedFor
  loseProcessesOf(world, node)
  loseJobsOf(world, node)
}

/** Presses the power button of a node that is off. It answers when it has booted. */
export function powerOn(world: World, node: NodeName): void {
  const machine = machineOf(world, node)
  if (machine.power.is !== 'off') return
  const until = world.now + world.hardware.bootSeconds * 1000
  machine.power = { is: 'booting', since: world.now, until }
  setAlarm(world, until, { kind: 'boot ends', node })
}

/** Switches a node off and on again, if it still runs the boot in which that was asked for. */
export function reset(rules: Rules, world: World, node: NodeName, bootId: string | null): void {
  const machine = machineOf(world, node)
  if (machine.power.is !== 'on' || machine.bootId !== bootId) return
  loseSessions(rules, world, node)
  powerOff(world, node)
  powerOn(world, node)
}

/** The time of a boot is over: the node is up, unless its power was cut meanwhile. */
export function finishBoot(rules: Rules, world: World, node: NodeName): void {
  const machine = machineOf(world, node)
  if (machine.power.is !== 'booting' || machine.power.until > world.now) return
  touch(world, node)
  machine.power = { is: 'on', since: world.now }
  machine.bootId = drawUuid(world.random, 'boot')
  openTerminal(rules, world, node)
  startInBackground(rules, world, { id: `init@${node}`, node, argv: rules.boot })
}
