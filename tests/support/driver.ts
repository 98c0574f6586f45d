import { draw } from '../../src/diagram/draw/draw.ts'
import { asText } from '../../src/diagram/draw/picture.ts'
import type { Scene, View } from '../../src/diagram/scene/scene.ts'
import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import { answer } from '../../src/door/door.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import type { LabStep } from '../../src/labs/lab.ts'
import { ENGINE, type Engine } from '../../src/session/engine.ts'
import { shownSince } from '../../src/session/history/terminal-output.ts'
import { type Driver, nodeNamed } from '../../src/session/labs/lab-steps.ts'
import { act, openSession, play, type Session } from '../../src/session/session.ts'
import type { Emission, Input } from '../../src/sim/input.ts'
import type { World } from '../../src/sim/world.ts'
import { takeSteps } from './take-steps.ts'

/** What came of a line that was run to the prompt. */
export interface Ran {
  output: string
  stdout: string
  stderr: string
  exit: number
  seconds: number
  clock: string
  timedOut?: boolean
}

/** A session that a test drives in few words. Nodes have their short or full names; no node is the master. */
export interface Sitting {
  /** A request to the door, as in CONTRIBUTING. One that the door refuses throws its sentence. */
  ask: <T>(request: object) => T
  /** Runs a line on a node, with answers to its questions, until the prompt is back. */
  on: (node: string, line: string, ...answers: string[]) => Ran
  /** Runs a line on the master, likewise. */
  type: (line: string, ...answers: string[]) => Ran
  /** Types a line, and waits for nothing. */
  enter: (line: string, node?: string) => Sitting
  /** Presses Ctrl-C or Ctrl-D. */
  key: (key: 'interrupt' | 'end-of-file', node?: string) => Sitting
  /** Presses the button of a node; `on` waits for the boot. */
  power: (node: string, to: 'on' | 'off') => Sitting
  /** Any input of the session, with the full names of nodes. Waits for nothing. */
  act: (input: Input) => Sitting
  /** Takes steps of a lab. */
  steps: (steps: readonly LabStep[]) => Sitting
  wait: (seconds: number) => Sitting
  /** Lets time pass, from event to event, until `holds`. Throws if the World comes to rest before. */
  until: (holds: (world: World) => boolean) => Sitting
  /** What the master's console has shown since the last look: all but moves of the screen, or these streams. */
  text: (...streams: Emission['stream'][]) => string
  /** The exit status of the last line in a node's login shell. */
  status: (node?: string) => number | undefined
  /** How many programs stand on a node's terminal, one on top of the other. */
  depth: (node?: string) => number
  /** The full name of a node. */
  named: (node: string) => string
  world: () => World
  now: () => number
  scene: (view?: View) => Scene
  picture: (view?: View) => string
  goals: () => { id: string; done: boolean; why: string }[]
}

/** A session, opened as the door opens it: `{}` is the cluster of the exercise. */
export function sitting(open: object = {}, engine: Engine = ENGINE): Sitting {
  let session = openSession(engine, EXERCISE)
  let seen = 0

  const ask = <T>(request: object): T => {
    const [next, reply] = answer(session, JSON.stringify(request))
    session = next
    if (reply.error !== undefined) throw new Error(`${reply.error} (${JSON.stringify(request)})`)
    return reply as T
  }
  ask({ open })

  const named = (node: string): string => {
    const found = nodeNamed(session.world, node)
    if (found === undefined) throw new Error(`there is no node called ${node}`)
    return found
  }
  const master = named(session.definition.master)
  const stackOf = (node: string) => session.world.terminals[named(node)]?.stack ?? []
  const become = (next: Session): Sitting => {
    session = next
    return sat
  }
  const asked = (request: object): Sitting => {
    ask(request)
    return sat
  }
  const scene = (view: View = 'is'): Scene => sceneOf(session.world, session.now, view)

  const sat: Sitting = {
    ask,
    on: (node, run, ...answers) =>
      ask({ on: node, run, stdin: answers.map((line) => `${line}\n`).join('') }),
    type: (line, ...answers) => sat.on(master, line, ...answers),
    enter: (text, node = master) => sat.act({ kind: 'line', terminal: named(node), text }),
    key: (key, node = master) => sat.act({ kind: 'key', terminal: named(node), key }),
    power: (node, to) => asked({ power: node, to }),
    act: (input) => become(act(session, input)),
    steps: (steps) => become(takeSteps(session, steps)),
    wait: (seconds) => asked({ wait: seconds }),
    until: (holds) => become(play(session, (driver) => passUntil(driver, holds))),
    text: (...streams) => {
      const fresh = shownSince(session, seen)
      seen = session.shownLength
      return fresh
        .filter((e) => e.terminal === master)
        .filter((e) => (streams.length > 0 ? streams.includes(e.stream) : e.stream !== 'screen'))
        .map((e) => e.text)
        .join('')
    },
    status: (node = master) => stackOf(node)[0]?.frame.shows?.status,
    depth: (node = master) => stackOf(node).length,
    named,
    world: () => session.world,
    now: () => session.now,
    scene,
    picture: (view) => asText(draw(scene(view))),
    goals: () => ask<{ goals: ReturnType<Sitting['goals']> }>({ goals: true }).goals,
  }
  return sat
}

function passUntil(driver: Driver, holds: (world: World) => boolean): void {
  while (!holds(driver.world)) {
    const due = driver.nextEvent()
    if (due === undefined) throw new Error('the World comes to rest before')
    driver.pass(due)
  }
}
