import { EXERCISE } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../src/sim/apply.ts'
import { runs } from '../../src/sim/cluster/machine.ts'
import type { ClusterDefinition } from '../../src/sim/definition.ts'
import type { Emission, Input } from '../../src/sim/input.ts'
import { isOver } from '../../src/sim/jobs/job.ts'
import { behaviourOf, type Release } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'
import { nextEvent, type World } from '../../src/sim/world.ts'
import type { Operation } from './operations.ts'

/** A World that is driven in place, as a replay drives it: thousands of crashes in seconds. */
export interface Scene {
  world: World
  now: number
  shown: Emission[]
}

export type NodeLetter = 'A' | 'B' | 'C'

/** Something that goes wrong, what it hits, and how long it lasts before it heals by itself. */
export interface Fault {
  name: string
  hits: NodeLetter[]
  breaks: (node: string, other: string) => Input[]
  /** Undoes it; also what an operator does first. */
  heals: (node: string, other: string) => Input[]
  /** Seconds until it heals; absent: not before the operation is over. */
  lasts?: number
}

export const FAULTS: Fault[] = [
  {
    name: 'loses its power',
    hits: ['A', 'B', 'C'],
    breaks: (node) => [{ kind: 'power', node, to: 'off' }],
    heals: (node) => [{ kind: 'power', node, to: 'on' }],
  },
  {
    name: 'has its cable out for 20 s',
    hits: ['A', 'B', 'C'],
    breaks: (node) => [{ kind: 'cable', node, is: 'out' }],
    heals: (node) => [{ kind: 'cable', node, is: 'in' }],
    lasts: 20,
  },
  {
    name: 'has no node daemon for 20 s',
    hits: ['A', 'B', 'C'],
    breaks: (node) => [{ kind: 'daemon', node, daemon: 'ganeti-noded', is: 'dead' }],
    heals: (node) => [{ kind: 'daemon', node, daemon: 'ganeti-noded', is: 'running' }],
    lasts: 20,
  },
  {
    name: 'loses its volume group',
    hits: ['A', 'B', 'C'],
    breaks: (node) => [{ kind: 'volume group', node, is: 'failed' }],
    heals: (node) => [{ kind: 'volume group', node, is: 'whole' }],
  },
  {
    name: 'cannot reach the next node for 20 s',
    hits: ['A', 'B', 'C'],
    breaks: (node, other) => [{ kind: 'link', nodes: [node, other], is: 'cut' }],
    heals: (node, other) => [{ kind: 'link', nodes: [node, other], is: 'whole' }],
    lasts: 20,
  },
  {
    name: 'has a slow wire to the next node for 60 s',
    hits: ['A', 'B', 'C'],
    breaks: (node, other) => [{ kind: 'link', nodes: [node, other], is: 'slow' }],
    heals: (node, other) => [{ kind: 'link', nodes: [node, other], is: 'whole' }],
    lasts: 60,
  },
]

/** The exercise at its start, with disks that are in sync again soon. `other`: what differs from it. */
export const open = (release: Release, other: Partial<ClusterDefinition> = {}): Scene => ({
  world: startWorld(RULES, { ...EXERCISE, ...other, release, syncMibPerSecond: 400 }),
  now: 0,
  shown: [],
})

export const copyOf = (scene: Scene): Scene => JSON.parse(JSON.stringify(scene)) as Scene

export const nodeOf = (scene: Scene, letter: NodeLetter): string =>
  Object.keys(scene.world.machines).find((n) =>
    n.toLowerCase().startsWith(`node${letter.toLowerCase()}.`),
  ) ?? letter

export const doInput = (scene: Scene, input: Input): void =>
  applyInPlace(RULES, scene.world, input, scene.now, (e) => scene.shown.push(e))

export const wait = (scene: Scene, seconds: number): void => {
  scene.now += seconds * 1000
  advanceInPlace(RULES, scene.world, scene.now, (e) => scene.shown.push(e))
}

export const type = (scene: Scene, on: string, text: string): void => {
  const filled = text.replace(/\$([ABC])/g, (_, letter: NodeLetter) => nodeOf(scene, letter))
  doInput(scene, { kind: 'line', terminal: on, text: filled })
}

export const atPrompt = (scene: Scene, on: string): boolean => {
  const stack = scene.world.terminals[on]?.stack ?? []
  return stack.length === 1 && stack[0]?.frame.wait?.for === 'line'
}

/** Says yes to whatever is asked in the foreground. */
export function answerQuestions(scene: Scene, on: string): void {
  const top = scene.world.terminals[on]?.stack.at(-1)
  if (top?.program === 'bash' || top?.frame.wait?.for !== 'line') return
  type(scene, on, top.frame.wait.prompt.includes('yes/no') ? 'yes' : 'y')
}

/** Says yes to whatever is asked until the prompt is back, or it is `end`. */
export function runOn(scene: Scene, on: string, end = Number.POSITIVE_INFINITY): void {
  for (let asked = 0; !atPrompt(scene, on); ) {
    if (asked < 8 && scene.world.terminals[on]?.stack.at(-1)?.frame.wait?.for === 'line') {
      asked += 1
      answerQuestions(scene, on)
      continue
    }
    const due = nextEvent(scene.world)
    if (due === undefined) throw new Error(`what runs on ${on} waits for nothing`)
    if (due > end) return
    wait(scene, Math.max(0, due - scene.now) / 1000)
  }
}

/** Types a line, answers its questions with yes, and waits for the prompt. */
export function run(scene: Scene, on: string, text: string): string {
  const from = scene.shown.length
  type(scene, on, text)
  runOn(scene, on)
  return scene.shown
    .slice(from)
    .map((e) => e.text)
    .join('')
}

/** The node whose master daemons run; undefined where no one is master. */
export const masterOf = (scene: Scene): string | undefined =>
  Object.values(scene.world.machines).find(
    (m) =>
      runs(m, behaviourOf(scene.world.release).jobDaemon) && m.files.ssconf?.masterNode === m.name,
  )?.name

/** Jobs that have not ended although someone could end them. */
export const unfinished = (scene: Scene): number[] =>
  Object.values(scene.world.jobs)
    .filter((job) => !isOver(job) && !job.dead)
    .map((job) => job.id)

/** "You will have to ensure manually that it runs only on one": kill it by the hypervisor, then stop it. */
function stopEverywhere(scene: Scene, master: string, label: string): void {
  const instance = scene.world.labels[label] ?? label
  doInput(scene, { kind: 'guest', instance, is: 'crashed' })
  run(scene, master, `gnt-instance shutdown ${label}`)
}

const restart = (scene: Scene, node: string): void => {
  doInput(scene, { kind: 'power', node, to: 'off' })
  doInput(scene, { kind: 'power', node, to: 'on' })
}

/** Instances whose halves went their own ways, with the node on which a new copy is made. */
function splitBrains(scene: Scene, report: string): { instance: string; third: string }[] {
  const degraded = [...report.matchAll(/instance (\S+): disk\/0 on (\S+) is degraded/g)]
  const nodes = Object.keys(scene.world.machines)
  return [...new Set(degraded.map((m) => m[1] ?? ''))].flatMap((instance) => {
    const halves = degraded.flatMap((m) => (m[1] === instance ? [m[2] ?? ''] : []))
    const alone = halves.some((node) =>
      Object.values(scene.world.machines[node]?.drbd ?? {}).some((d) => d.splitBrain),
    )
    const third = nodes.find((node) => !halves.includes(node))
    return alone && third !== undefined ? [{ instance, third }] : []
  })
}

/** Instances with a copy whose volumes are gone, as verify-disks asks to replace them, with the option for that node. */
function lostCopies(
  scene: Scene,
  master: string,
  report: string,
): [option: string, name: string][] {
  const faulty = [
    ...report.matchAll(/instance (\S+): disk\/\d+ on (\S+) is degraded; .*state is 'faulty'/g),
  ]
  return faulty.map(([, instance = '', node = '']) => {
    const primary = run(scene, master, `gnt-instance list --no-headers -o pnode ${instance}`)
    return [primary.includes(node) ? '-p' : '-s', instance]
  })
}

/** What an operator does after a fault that is over: disks, guests. Returns the last verify. */
export function recover(scene: Scene, operation: Operation): string {
  wait(scene, 200)
  const here = nodeOf(scene, operation.on ?? 'A')
  if (operation.on) for (const line of operation.repair ?? []) run(scene, here, line)
  const master = masterOf(scene)
  if (master === undefined) throw new Error('no one is master any more')
  if (!operation.on)
    for (const line of operation.repair ?? [])
      if (/running on two nodes|not seem to be running at all/.test(run(scene, master, line)))
        stopEverywhere(scene, master, line.split(' ').at(-1) ?? '')
  run(scene, master, 'gnt-cluster redist-conf')
  let report = ''
  for (let round = 0; round < 3; round++) {
    run(scene, master, 'gnt-cluster verify-disks')
    for (const guest of ['dX', 'dY', 'dZ']) run(scene, master, `gnt-instance startup ${guest}`)
    run(scene, master, 'gnt-cluster verify-disks')
    wait(scene, 60)
    report = run(scene, master, 'gnt-cluster verify')
    // Its kernel holds DRBD devices that no one wants any more.
    const stuck = [...report.matchAll(/ERROR: node ([^:]+): unallocated drbd minor/g)]
    const split = splitBrains(scene, report)
    // A start that fails for a primary left behind switches both copies off: the next one succeeds.
    const down = report.includes('instance not running on its primary node')
    const lost = lostCopies(scene, master, report)
    if (stuck.length === 0 && split.length === 0 && lost.length === 0 && !down) break
    for (const [option, instance] of lost)
      run(scene, master, `gnt-instance replace-disks ${option} ${instance}`)
    for (const { instance, third } of split)
      run(scene, master, `gnt-instance replace-disks -n ${third} ${instance}`)
    for (const node of new Set(stuck.map((m) => m[1] ?? ''))) restart(scene, node)
    if (stuck.length > 0) wait(scene, 200)
  }
  return report
}
