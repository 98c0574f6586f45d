import { produce } from 'immer'
import { own } from '../lib/own.ts'
import type { InstanceName, NodeName } from './cluster/config.ts'
import { startDaemon, stopDaemon } from './cluster/daemons.ts'
import { finishResync } from './cluster/drbd/resync.ts'
import { finishBoot, powerOff, powerOn, reset } from './cluster/power.ts'
import { finishTransfer } from './cluster/transfer.ts'
import { inheritKnowledge, touchAll } from './cluster/unsettled.ts'
import { setCable, setLink } from './cluster/wires.ts'
import type { Emission, Emit, Input } from './input.ts'
import { endCallOfJob } from './jobs/run.ts'
import { ringCron, startCron } from './run/cron.ts'
import type { Rules } from './run/rules.ts'
import { loseSessions } from './run/sessions.ts'
import { answerTerminal, endCallOfProgram, endOfFile, interruptTerminal } from './run/terminals.ts'
import { settle } from './settle.ts'
import { type Alarm, machineOf, nextEvent, type World } from './world.ts'

/** What came of an input or of time passing: the next World and what its terminals showed. */
export interface Outcome {
  world: World
  emitted: Emission[]
}

/** Does one input at `now`. Afterwards nothing is due at `now`. The World given stays as it was. */
export function apply(rules: Rules, world: World, input: Input, now: number): Outcome {
  const emitted: Emission[] = []
  const next = changed(world, (draft) =>
    applyInPlace(rules, draft, input, now, (e) => emitted.push(e)),
  )
  return { world: next, emitted }
}

/** Lets time pass until `now`. The same World comes back when nothing was due. */
export function advance(rules: Rules, world: World, now: number): Outcome {
  const due = world.alarms[0]
  if (!due || due.at > now) return { world, emitted: [] }
  const emitted: Emission[] = []
  const next = changed(world, (draft) => advanceInPlace(rules, draft, now, (e) => emitted.push(e)))
  return { world: next, emitted }
}

/** The World that `work` makes of a draft. What is known of the one before is handed on. */
function changed(world: World, work: (draft: World) => void): World {
  let worked = world
  const next = produce(world, (draft) => {
    inheritKnowledge(world, draft)
    work(draft)
    worked = draft
  })
  inheritKnowledge(worked, next)
  return next
}

/** Like `apply`, changing the World it is given: for replays, which start from a copy anyway. */
export function applyInPlace(
  rules: Rules,
  world: World,
  input: Input,
  now: number,
  emit: Emit,
): void {
  advanceInPlace(rules, world, now, emit)
  world.now = Math.max(world.now, now)
  obey(rules, world, input, emit)
  if (isDoneByHand(input)) touchAll(world)
  settle(rules, world, emit)
  advanceInPlace(rules, world, now, emit)
}

/** Like `advance`, changing the World it is given. */
export function advanceInPlace(rules: Rules, world: World, now: number, emit: Emit): void {
  for (;;) {
    const at = nextEvent(world)
    if (at === undefined || at > now) return
    world.now = at
    // What rings may set alarms for this very moment: they stand behind.
    let rung = 0
    for (let alarm = world.alarms[0]; alarm?.at === at; alarm = world.alarms[rung]) {
      rung += 1
      ring(rules, world, alarm)
    }
    world.alarms.splice(0, rung)
    settle(rules, world, emit)
  }
}

function ring(rules: Rules, world: World, { what }: Alarm): void {
  switch (what.kind) {
    case 'call ends':
      if (!endCallOfJob(world, what.call)) endCallOfProgram(world, what.call)
      return
    case 'resync ends':
      return finishResync(world, what.port)
    case 'transfer ends':
      return finishTransfer(world, what.transfer)
    case 'boot ends':
      return finishBoot(rules, world, what.node)
    case 'reset':
      return reset(rules, world, what.node, what.bootId)
    case 'cron':
      return ringCron(rules, world)
    case 'wake':
      return
  }
}

/** What is done to the hardware may be felt anywhere; what is typed only moves its terminal on. */
const isDoneByHand = ({ kind }: Input): boolean =>
  kind !== 'line' && kind !== 'key' && kind !== 'label' && kind !== 'diagnosis'

function obey(rules: Rules, world: World, input: Input, emit: Emit): void {
  switch (input.kind) {
    case 'line': {
      const terminal = own(world.terminals, input.terminal)
      if (terminal) answerTerminal(world, terminal, input.text, emit)
      return
    }
    case 'key': {
      const terminal = own(world.terminals, input.terminal)
      if (terminal && input.key === 'interrupt') interruptTerminal(rules, world, terminal, emit)
      else if (terminal) endOfFile(world, terminal, emit)
      return
    }
    case 'power':
      if (input.to === 'on') return powerOn(world, input.node)
      if (machineOf(world, input.node).power.is !== 'off') loseSessions(rules, world, input.node)
      return powerOff(world, input.node)
    case 'cable':
      return setCable(world, input.node, input.is)
    case 'link':
      return setLink(world, input.nodes, input.is)
    case 'daemon':
      return input.is === 'dead'
        ? stopDaemon(world, input.node, input.daemon)
        : startDaemon(world, input.node, input.daemon)
    case 'guest':
      for (const machine of Object.values(world.machines)) delete machine.guests[input.instance]
      return
    case 'volume group':
      return setVolumeGroup(world, input.node, input.is)
    case 'hardware':
      if (input.change.watcherCron && !world.hardware.watcherCron) startCron(world)
      Object.assign(world.hardware, input.change)
      return
    case 'label':
      return setLabel(world, input.label, input.instance)
    case 'diagnosis':
      return
  }
}

/** An instance has one short name, and a short name one instance. */
function setLabel(world: World, label: string, instance: InstanceName): void {
  for (const [other, name] of Object.entries(world.labels))
    if (name === instance) delete world.labels[other]
  world.labels[label] = instance
}

function setVolumeGroup(world: World, node: NodeName, is: 'failed' | 'full' | 'whole'): void {
  const machine = machineOf(world, node)
  machine.volumeGroup.state = is
  if (is === 'failed') for (const device of Object.values(machine.drbd)) device.attached = false
}
