import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace, nextEvent } from '../../src/sim/apply.ts'
import type { Emission, Input } from '../../src/sim/input.ts'
import type { Release } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'
import type { World } from '../../src/sim/world.ts'
import { complaints } from '../support/invariants.ts'

/** A World that is driven in place, as a replay drives it: thousands of crashes in seconds. */
interface Scene {
  world: World
  now: number
  shown: Emission[]
}

const FULL = '.virt.nsrc.org'
const MASTER = `nodeA${FULL}`

const open = (release: Release): Scene => ({
  world: startWorld(RULES, { ...EXERCISE, release, syncMibPerSecond: 400 }),
  now: 0,
  shown: [],
})

const nameOf = (scene: Scene, node: string): string =>
  Object.keys(scene.world.machines).find((n) => n.toLowerCase() === node.toLowerCase()) ?? node

const doInput = (scene: Scene, input: Input): void =>
  applyInPlace(RULES, scene.world, input, scene.now, (e) => scene.shown.push(e))

const wait = (scene: Scene, seconds: number): void => {
  scene.now += seconds * 1000
  advanceInPlace(RULES, scene.world, scene.now, (e) => scene.shown.push(e))
}

const type = (scene: Scene, text: string): void =>
  doInput(scene, { kind: 'line', terminal: nameOf(scene, MASTER), text })

const atPrompt = (scene: Scene): boolean => {
  const stack = scene.world.terminals[nameOf(scene, MASTER)]?.stack ?? []
  return stack.length === 1 && stack[0]?.frame.wait?.for === 'line'
}

/** Types a line on the master, answers its questions with yes, and waits for the prompt. */
function run(scene: Scene, text: string): string {
  const from = scene.shown.length
  type(scene, text)
  for (let asked = 0; !atPrompt(scene); ) {
    const top = scene.world.terminals[nameOf(scene, MASTER)]?.stack.at(-1)
    if (top?.frame.wait?.for === 'line' && asked < 5) {
      asked += 1
      type(scene, top.frame.wait.prompt.includes('yes/no') ? 'yes' : 'y')
    } else {
      const due = nextEvent(scene.world)
      if (due === undefined) throw new Error(`"${text}" waits for nothing`)
      wait(scene, Math.max(0, due - scene.now) / 1000)
    }
  }
  return scene.shown
    .slice(from)
    .map((e) => e.text)
    .join('')
}

interface Operation {
  name: string
  before: string[]
  line: string
  /** How long to look for bad moments, in seconds. */
  seconds: number
  /** What an operator does when everything is powered again, before verify-disks. */
  mend: string[]
  /** A node that is rebooted because its kernel holds DRBD devices that nobody wants any more. */
  reboot?: string
}

const OPERATIONS: Operation[] = [
  {
    name: 'migrate',
    before: [],
    line: 'gnt-instance migrate -f debianY',
    seconds: 14,
    mend: ['gnt-instance migrate --cleanup -f debianY'],
  },
  { name: 'failover', before: [], line: 'gnt-instance failover -f debianY', seconds: 14, mend: [] },
  {
    name: 'replace-disks -n',
    before: [],
    line: 'gnt-instance replace-disks -n nodeC debianX',
    seconds: 16,
    mend: [],
    reboot: 'nodeC',
  },
  {
    name: 'move',
    before: [],
    line: 'gnt-instance move -f -n nodeC debianZ',
    seconds: 44,
    mend: [],
  },
  {
    name: 'drain',
    before: [],
    line: 'gnt-node modify --drained=yes nodeB',
    seconds: 6,
    mend: ['gnt-node modify --drained=no nodeB'],
  },
  { name: 'verify', before: [], line: 'gnt-cluster verify', seconds: 6, mend: [] },
  { name: 'shutdown', before: [], line: 'gnt-instance shutdown debianY', seconds: 12, mend: [] },
  {
    name: 'startup',
    before: ['gnt-instance shutdown debianY'],
    line: 'gnt-instance startup debianY',
    seconds: 6,
    mend: [],
  },
]

/** "You will have to ensure manually that it runs only on one": kill it by the hypervisor, then stop it. */
function stopEverywhere(scene: Scene): void {
  const instance = scene.world.release === '3.0' ? 'debiany' : 'debianY'
  doInput(scene, { kind: 'guest', instance, is: 'crashed' })
  run(scene, `gnt-instance shutdown ${instance}`)
}

/** What an operator does after a crash: power, disks, guests. Returns the last verify. */
function recover(scene: Scene, crashed: string, { mend, reboot }: Operation): string {
  const power = (node: string, to: 'on' | 'off') =>
    doInput(scene, { kind: 'power', node: nameOf(scene, `${node}${FULL}`), to })
  if (reboot) power(reboot, 'off')
  for (const node of [crashed, reboot ?? crashed]) power(node, 'on')
  wait(scene, 200)
  for (const line of mend)
    if (run(scene, line).includes('running on two nodes')) stopEverywhere(scene)
  run(scene, 'gnt-cluster redist-conf')
  run(scene, 'gnt-cluster verify-disks')
  for (const guest of ['debianx', 'debiany', 'debianz']) {
    const name = scene.world.release === '3.0' ? guest : `debian${guest.slice(-1).toUpperCase()}`
    run(scene, `gnt-instance startup ${name}`)
  }
  run(scene, 'gnt-cluster verify-disks')
  wait(scene, 60)
  return run(scene, 'gnt-cluster verify')
}

describe.each(OPERATIONS)('a crash during $name', (operation) => {
  const { before, line, seconds } = operation
  it.each(['nodeA', 'nodeB', 'nodeC'])(
    'of %s at every second ends, and can be mended',
    (crashed) => {
      const release: Release = crashed === 'nodeC' ? '3.0' : '2.11'
      const start = open(release)
      for (const text of before) run(start, text)
      for (let second = 0; second < seconds; second++) {
        const scene: Scene = JSON.parse(JSON.stringify(start)) as Scene
        type(scene, line)
        wait(scene, second)
        doInput(scene, { kind: 'power', node: nameOf(scene, `${crashed}${FULL}`), to: 'off' })
        wait(scene, 1800)
        const where = `${line}, ${crashed} off after ${second} s`
        expect(complaints(scene.world), where).toEqual([])
        if (crashed !== 'nodeA') expect(atPrompt(scene), where).toBe(true)
        const report = recover(scene, crashed, operation)
        expect(
          report.split('\n').filter((l) => l.includes('ERROR')),
          where,
        ).toEqual([])
        expect(complaints(scene.world), where).toEqual([])
      }
    },
  )
})
