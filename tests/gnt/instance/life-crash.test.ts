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
const type = (scene: Scene, text: string) =>
  input(scene, { kind: 'line', terminal: machine(scene, 'nodea'), text })

const open = (release: Release, before: readonly string[]): Scene => {
  const definition = { ...EXERCISE, release, syncMibPerSecond: 400 }
  const scene: Scene = { world: startWorld(RULES, definition), now: 0, shown: [] }
  for (const line of before) {
    type(scene, line)
    wait(scene, 120)
  }
  scene.shown = []
  return scene
}

const NO_ANSWER = 'Error (?:7|28): Failed (?:to )?connect .*'
const DATE = String.raw`\w{3} \w{3} +\d+ [\d:]{8} \d{4} `

/** What an operation may say once a node of its instance is dead, besides its ordinary lines. */
const TROUBLE = [
  'Failure: .*',
  'error type: .*',
  'Job \\d+ for debian[XYW] has failed: Failure: .*',
  `Could not shutdown instance '?debian[XYW]'?(?: on node \\S+)?: ${NO_ANSWER}`,
  `Could not start instance(?: 'debian[XYW]')?: ${NO_ANSWER}`,
  `Could not (?:shutdown|start) instance for full reboot: ${NO_ANSWER}`,
  `Could not reboot instance: ${NO_ANSWER}`,
  `Could not add os for instance debianW on node \\S+: ${NO_ANSWER}`,
  `Error checking (?:node \\S+|bridges on destination node '\\S+'): ${NO_ANSWER}`,
  `Can't get data from node \\S+: ${NO_ANSWER}`,
  `Cannot get current information from node \\S+: ${NO_ANSWER}`,
  `OS Parameters validation failed on node \\S+: ${NO_ANSWER}`,
  `Can't create block device <(?:LogicalVolume\\(\\S+, (?:not visible|visible as \\S+), size=\\d+m|DRBD8\\(.*)\\)> on node \\S+ for instance \\S+: ${NO_ANSWER}`,
  "Can't contact node \\S+ for mirror data, aborting\\.",
  "Can't remove instance's disks",
  'There are some degraded disks for this instance',
  'Disk consistency error',
  `${DATE} - WARNING: .*`,
  `${DATE} +Hint: .*`,
  `${DATE}Copy of file \\S+ to node \\S+ failed: ${NO_ANSWER}`,
  `${DATE}Error while uploading ssconf files to node \\S+: ${NO_ANSWER}`,
]
const ORDINARY = [
  'Waiting for job \\d+ for debian[XYW] \\.\\.\\.',
  `${DATE}(?:\\* .*|adding .*| - INFO: .*)`,
  'Job \\d+ is (?:waiting in queue|trying to acquire all necessary locks)',
]
const ALLOWED = new RegExp(`^(?:${[...TROUBLE, ...ORDINARY].join('|')})$`, 'i')

const OPERATIONS = [
  { line: 'gnt-instance startup debianY', before: ['gnt-instance shutdown debianY'], seconds: 7 },
  { line: 'gnt-instance shutdown debianY', before: [], seconds: 10 },
  { line: 'gnt-instance reboot --type=full debianY', before: [], seconds: 12 },
  {
    line: 'gnt-instance add -t drbd -s 1g -n nodeB:nodeC -o debootstrap+default --no-name-check --no-ip-check debianW',
    before: [],
    seconds: 14,
  },
  { line: 'gnt-instance remove -f debianY', before: [], seconds: 11 },
]

describe.each(OPERATIONS)('$line', ({ line, before, seconds }) => {
  it.each([
    ['primary', 'nodeb', '2.11'],
    ['primary', 'nodeb', '3.0'],
    ['secondary', 'nodec', '2.11'],
    ['secondary', 'nodec', '3.0'],
  ] as const)(
    'ends in words Ganeti has when its %s (%s) loses power at any second, in %s',
    (_role, node, release) => {
      const start = JSON.stringify(open(release, before))
      for (let second = 0; second < seconds; second++) {
        const scene = JSON.parse(start) as Scene
        type(scene, line.replaceAll('debianY', release === '3.0' ? 'debiany' : 'debianY'))
        wait(scene, second)
        input(scene, { kind: 'power', node: machine(scene, node), to: 'off' })
        wait(scene, 900)
        const where = `${node} off after ${second} s`
        expect(Object.values(scene.world.jobs).every(isOver), where).toBe(true)
        expect(scene.world.terminals[machine(scene, 'nodea')]?.stack.length, where).toBe(1)
        expect(complaints(scene.world), where).toEqual([])
        const said = scene.shown.filter((e) => e.stream !== 'echo').map((e) => e.text)
        const strange = said
          .join('')
          .split('\n')
          .filter((l) => l !== '' && !ALLOWED.test(l))
        expect(strange, where).toEqual([])
      }
    },
  )
})
