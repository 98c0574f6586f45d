import { describe, expect, it } from 'vitest'
import { isOver } from '../../../src/sim/jobs/job.ts'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'
import { nextEvent } from '../../../src/sim/world.ts'
import {
  atPrompt,
  copyOf,
  doInput,
  type NodeLetter,
  nodeOf,
  open,
  run,
  runOn,
  type Scene,
  type,
  wait,
} from '../../support/crash.ts'
import { complaints } from '../../support/invariants.ts'

const masterIn = (scene: Scene): string => nodeOf(scene, 'A')

/** Runs on for so many seconds, whether the prompt is back or not. */
function runFor(scene: Scene, seconds: number): void {
  const end = scene.now + seconds * 1000
  runOn(scene, masterIn(scene), end)
  wait(scene, Math.max(0, end - scene.now) / 1000)
}

const power = (scene: Scene, victim: NodeLetter, to: 'on' | 'off') =>
  doInput(scene, { kind: 'power', node: nodeOf(scene, victim), to })

/** Queries of 3.0 tell cases apart. */
const asTyped = (release: Release, line: string): string =>
  release === '3.0' ? line.replace('nodeB', 'nodeb') : line

const LONG_MS = 3_600_000

const NO_ANSWER = 'Error (?:7|28): Failed (?:to )?connect .*'
const DATE = String.raw`\w{3} \w{3} +\d+ [\d:]{8} \d{4} `

/** Everything these operations may say, in order or not; answers and prompts are left out. */
const ALLOWED = new RegExp(
  `^(?:${[
    '',
    'Modified node node[Bb]',
    ' - \\w+ +-> \\w+',
    'Failure: .*',
    'error type: .*',
    `Node \\S+ is being de-offlined but fails to report its version: ${NO_ANSWER}`,
    'Node not reachable by ping',
    `Can't get version information from node \\S+: ${NO_ANSWER}`,
    "Checks on node PVs failed: Can't get PV list from node",
    'ssh/hostname verification failed',
    `Could not (?:create|fetch) the node's \\(uuid \\S+\\) SSL client certificate\\.: ${NO_ANSWER}`,
    "Node daemon on \\S+ didn't answer queries within 10\\.0 seconds",
    "Command 'ssh .*' failed: exited with exit code 255",
    'Could not fetch a public SSH key .*',
    'ssh: connect to host \\S+ port 22: No route to host',
    '(?:Write failed|client_loop: send disconnect): Broken pipe',
    'Warning: Permanently added .* to the list of known hosts\\.',
    'Restarting OpenBSD Secure Shell server: sshd\\.',
    "The authenticity of host '.*' can't be established\\.",
    '\\w+ key fingerprint is \\S+\\.?',
    'This key is not known by any other names\\.',
    '-- WARNING -- ?',
    '.*changes to the target machine .*',
    '(?:Performing this operation is going|nodes:|\\* |  (?:are added|generated|cluster nodes)).*',
    'Job \\d+ is (?:waiting in queue|trying to acquire all necessary locks)',
    `Can't get (?:data for node|node instance info from node) \\S+: ${NO_ANSWER}`,
    'Submitted jobs [\\d, ]+',
    'Waiting for job \\d+ \\.\\.\\.',
    'Job \\d+ has failed: Failure: .*',
    "Can't .*",
    'Cannot .*',
    'Disk consistency error',
    'DRBD device \\S+ is degraded!',
    'Node \\S+ has degraded storage, unsafe to replace disks for instance \\S+',
    'Disks seem to be not properly activated\\..*',
    'All instances evacuated successfully\\.',
    'There were \\d errors during the evacuation\\.',
    `${DATE} - (?:INFO|WARNING): .*`,
    `${DATE} +Hint: .*`,
    `${DATE}(?:STEP \\d/6|Replacing disk|Current (?:primary|secondary) node).*`,
    `${DATE}ssh/hostname verification failed \\(checking from \\S+\\): .*`,
    `${DATE}(?:Copy of file|Error while uploading ssconf files) .*`,
    `${DATE}Some nodes' SSH key files could not be updated:`,
    `${DATE}\\S+: (?:When adding|When removing|Removing) .*`,
    `${DATE}Failed to stop KVM daemon (?:in|on) node '\\S+': (?:Node is marked offline|${NO_ANSWER})`,
  ].join('|')})$`,
  'i',
)

const OPERATIONS = [
  { name: 'draining', before: [], line: 'gnt-node modify --drained=yes nodeB', seconds: 6 },
  { name: 'flagging', before: [], line: 'gnt-node modify --offline=yes nodeB', seconds: 6 },
  {
    name: 'taking back a flagged node',
    before: ['gnt-node modify --offline=yes nodeB'],
    line: 'gnt-node add --readd nodeB',
    seconds: 12,
  },
  { name: 'evacuating', before: [], line: 'gnt-node evacuate -f -s nodeB', seconds: 16 },
] as const

describe.each(OPERATIONS)('$name', ({ before, line, seconds }) => {
  it.each(RELEASES)(
    'ends in words Ganeti has, whichever node loses power at any second, in %s',
    (release) => {
      const start = open(release)
      for (const text of before) run(start, masterIn(start), text)
      start.shown = []
      for (const victim of ['B', 'C'] as const)
        for (let second = 0; second < seconds; second++) {
          const where = `${release}: ${line}, node ${victim} off after ${second} s`
          const scene = copyOf(start)
          type(scene, masterIn(scene), asTyped(release, line))
          runFor(scene, second)
          power(scene, victim, 'off')
          runOn(scene, masterIn(scene), scene.now + LONG_MS)
          wait(scene, 600)
          expect(atPrompt(scene, masterIn(scene)), where).toBe(true)
          expect(Object.values(scene.world.jobs).every(isOver), where).toBe(true)
          expect(nextEvent(scene.world), where).toBeUndefined()
          expect(complaints(scene.world), where).toEqual([])
          const said = scene.shown.filter((e) => e.stream !== 'echo').map((e) => e.text)
          const lines = said.join('').split('\n')
          expect(
            lines.filter((l) => !ALLOWED.test(l)),
            where,
          ).toEqual([])
        }
    },
  )
})

describe('a node that died while it was drained, flagged or taken back', () => {
  it.each(RELEASES)('is a healthy member again after readd and verify-disks, in %s', (release) => {
    for (const { before, line, seconds } of OPERATIONS)
      for (let second = 0; second < seconds; second += 3) {
        const scene = open(release)
        const master = masterIn(scene)
        for (const text of before) run(scene, master, text)
        type(scene, master, asTyped(release, line))
        runFor(scene, second)
        power(scene, 'B', 'off')
        runOn(scene, master, scene.now + LONG_MS)
        power(scene, 'B', 'on')
        wait(scene, 60)
        run(scene, master, 'gnt-node add --readd nodeB')
        run(scene, master, 'gnt-cluster verify-disks')
        const instances = Object.keys(scene.world.machines[master]?.files.config?.instances ?? {})
        for (const name of instances) run(scene, master, `gnt-instance startup ${name}`)
        wait(scene, 60)
        const report = run(scene, master, 'gnt-cluster verify').split('\n')
        expect(
          report.filter((l) => l.includes('ERROR')),
          `${release}: ${line}, off after ${second} s`,
        ).toEqual([])
      }
  })
})
