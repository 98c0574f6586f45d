import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { RULES } from '../../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../../src/sim/apply.ts'
import type { Emission, Input } from '../../../src/sim/input.ts'
import { isOver } from '../../../src/sim/jobs/job.ts'
import type { Release } from '../../../src/sim/releases.ts'
import { startWorld } from '../../../src/sim/start.ts'
import type { World } from '../../../src/sim/world.ts'
import { complaints } from '../../support/invariants.ts'

interface Scene {
  world: World
  now: number
  shown: Emission[]
}

const emit = (scene: Scene) => (e: Emission) => scene.shown.push(e)
const input = (scene: Scene, what: Input) =>
  applyInPlace(RULES, scene.world, what, scene.now, emit(scene))
const wait = (scene: Scene, seconds: number) => {
  scene.now += seconds * 1000
  advanceInPlace(RULES, scene.world, scene.now, emit(scene))
}
const machine = (scene: Scene, label: string): string =>
  Object.keys(scene.world.machines).find((n) => n.toLowerCase().startsWith(label)) ?? label

const open = (release: Release): Scene => {
  const definition = { ...EXERCISE, release, syncMibPerSecond: 400, copyMibPerSecond: 300 }
  return { world: startWorld(RULES, definition), now: 0, shown: [] }
}

const NO_ANSWER = 'Error (?:7|28): Failed (?:to )?connect .*'
const DATE = String.raw`\w{3} \w{3} +\d+ [\d:]{8} \d{4} `

/** What these operations may say once a node of their instance is dead, besides their ordinary lines. */
const TROUBLE = [
  'Failure: .*',
  'error type: .*',
  `Can't (?:get data from|contact) node \\S+: ${NO_ANSWER}`,
  "Can't contact node \\S+ for mirror data, aborting\\.",
  `Can't get data for node \\S+: ${NO_ANSWER}`,
  `Can't get node instance info from node \\S+: ${NO_ANSWER}`,
  `Error checking (?:node \\S+|instance on node \\S+|bridges on destination node '\\S+'): ${NO_ANSWER}`,
  `Can't migrate, please use failover: ${NO_ANSWER}`,
  `Unable to retrieve node information from node '\\S+': ${NO_ANSWER}`,
  `Failed fetching source migration information from \\S+: ${NO_ANSWER}`,
  'Disk 0 is degraded (?:or not fully synchronized )?on target node, aborting (?:migration|failover)',
  `Cannot (?:close|open) instance disks on node \\S+: ${NO_ANSWER}`,
  `Cannot change disk to secondary on node \\S+: ${NO_ANSWER}`,
  `Cannot disconnect disks node \\S+: ${NO_ANSWER}`,
  `Cannot change disks config on node \\S+: (?:Timeout in disk reconnecting|${NO_ANSWER})`,
  `Cannot open .*State change failed.*`,
  `Cannot resync disks on node \\S+: (?:DRBD device .* is not in sync: .*|${NO_ANSWER})`,
  `Could not (?:pre-)?migrate instance debianY: (?:hypervisor returned failure|${NO_ANSWER})`,
  `Could not finalize instance migration: (?:\\S+: )?${NO_ANSWER}`,
  `Could not (?:shutdown|start) instance debian[YZ] on node \\S+: ${NO_ANSWER}`,
  "Can't (?:shut down|activate) the instance's disks",
  `Can't find disk/0 on node \\S+: ${NO_ANSWER}`,
  'Disks seem to be not properly activated\\. Try running activate-disks on the instance before using replace-disks\\.',
  'Node \\S+ has degraded storage, unsafe to replace disks for instance debianY',
  `Can't create block device.*: ${NO_ANSWER}`,
  `Can't detach (?:the disks from the network on old node|drbd from local storage on node \\S+ for device disk/0): ${NO_ANSWER}`,
  `Can't rename (?:old|new) LVs on node \\S+: ${NO_ANSWER}`,
  `Can't add local storage to drbd: ${NO_ANSWER}`,
  `Can't attach drbd disks on node \\S+: (?:Timeout in disk reconnecting|${NO_ANSWER}) \\(please do a gnt-instance info debianY to see the status of disks\\)`,
  `Can't find DRBD device \\S+: ${NO_ANSWER}`,
  'DRBD device \\S+ is degraded!',
  `Cannot get current information from node \\S+: ${NO_ANSWER}`,
  'Cannot activate block device to grow',
  `(?:Dry-run grow|Grow) request failed to node \\S+: ${NO_ANSWER}`,
  'Errors during disk copy: Failed to transfer instance data',
  `${DATE} - WARNING: .*`,
  `${DATE} +Hint: .*`,
  `${DATE}(?:Pre-migration|Migration) failed, aborting`,
  `${DATE}disk/0 failed to (?:send|receive) data: .*`,
  `${DATE}Copy of file \\S+ to node \\S+ failed: ${NO_ANSWER}`,
  `${DATE}Error while uploading ssconf files to node \\S+: ${NO_ANSWER}`,
]
const ORDINARY = [
  `${DATE}(?:\\* .*|   - progress: .*| - INFO: .*|STEP \\d/6 .*)`,
  `${DATE}(?:Migrating|Failover) instance debianY`,
  `${DATE}(?:Replacing disk\\(s\\) 0 for instance 'debianY'|Current (?:primary|secondary) node: \\S+)`,
  `${DATE}(?:disk/0 (?:is|finished|sent) .*|Exporting disk/0 from \\S+ to \\S+|Growing disk 0 .*)`,
  'Job \\d+ is (?:waiting in queue|trying to acquire all necessary locks)',
]
const ALLOWED = new RegExp(`^(?:${[...TROUBLE, ...ORDINARY].join('|')})$`, 'i')

const OPERATIONS = [
  { line: 'gnt-instance migrate -f debianY', seconds: 14, victims: ['nodeb', 'nodec'] },
  { line: 'gnt-instance migrate -f --allow-failover debianY', seconds: 4, victims: ['nodeb'] },
  { line: 'gnt-instance migrate -f --cleanup debianY', seconds: 5, victims: ['nodeb', 'nodec'] },
  { line: 'gnt-instance failover -f debianY', seconds: 14, victims: ['nodeb', 'nodec'] },
  { line: 'gnt-instance replace-disks -s debianY', seconds: 14, victims: ['nodeb', 'nodec'] },
  { line: 'gnt-instance replace-disks -p debianY', seconds: 14, victims: ['nodeb', 'nodec'] },
  { line: 'gnt-instance move -f -n nodeC debianZ', seconds: 32, victims: ['nodeb', 'nodec'] },
  { line: 'gnt-instance grow-disk debianY 0 1g', seconds: 6, victims: ['nodeb', 'nodec'] },
] as const

/** Types the line, cuts the power of `victim` after so many seconds, and lets a long time pass. */
const crash = (start: string, line: string, victim: string, second: number): Scene => {
  const scene = JSON.parse(start) as Scene
  const text =
    scene.world.release === '3.0' ? line.replace(/debian[YZ]/, (n) => n.toLowerCase()) : line
  input(scene, { kind: 'line', terminal: machine(scene, 'nodea'), text })
  wait(scene, second)
  input(scene, { kind: 'power', node: machine(scene, victim), to: 'off' })
  wait(scene, 1200)
  return scene
}

const expectHonestEnd = (scene: Scene, where: string) => {
  expect(Object.values(scene.world.jobs).every(isOver), where).toBe(true)
  expect(scene.world.terminals[machine(scene, 'nodea')]?.stack.length, where).toBe(1)
  expect(complaints(scene.world), where).toEqual([])
  expect(Object.values(scene.world.transfers), where).toEqual([])
  const said = scene.shown.filter((e) => e.stream !== 'echo').map((e) => e.text)
  const lines = said.join('').split('\n')
  expect(
    lines.filter((l) => l !== '' && !ALLOWED.test(l)),
    where,
  ).toEqual([])
}

describe.each(OPERATIONS)('$line', ({ line, seconds, victims }) => {
  it.each(['2.11', '2.12', '3.0'] as const)(
    'ends in words Ganeti has, whichever node loses power at any second, in %s',
    (release) => {
      const start = JSON.stringify(open(release))
      for (const victim of victims)
        for (let second = 0; second < seconds; second++)
          expectHonestEnd(
            crash(start, line, victim, second),
            `${release}, ${victim} off after ${second} s`,
          )
    },
  )
})

describe('gnt-instance replace-disks -n nodeA debianY', () => {
  it.each(['2.11', '3.0'] as const)(
    'ends in words Ganeti has, whichever node of the pair loses power at any second, in %s',
    (release) => {
      const start = JSON.stringify(open(release))
      for (const victim of ['nodeb', 'nodec'])
        for (let second = 0; second < 14; second++)
          expectHonestEnd(
            crash(start, 'gnt-instance replace-disks -n nodeA debianY', victim, second),
            `${release}, ${victim} off after ${second} s`,
          )
    },
  )
})
