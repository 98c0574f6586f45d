import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { type Condition, definitionOf, type LabStep } from '../../src/labs/lab.ts'
import { holds } from '../../src/labs/progress.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { openSession, type Session } from '../../src/session/session.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { takeSteps } from '../support/take-steps.ts'

const opened = (): Session => openSession(ENGINE, { ...EXERCISE, seed: 1 })

const typed = (session: Session, ...lines: string[]): Session =>
  takeSteps(
    session,
    lines.map((run): LabStep => ({ on: 'nodeA', run, answers: ['y', 'y'] })),
  )

/** What is missing for a condition, or "met". */
const missing = (condition: Condition, { lab, progress, world, now }: Session): string => {
  const { met, why } = holds(condition, lab, progress, world, now)
  return met ? 'met' : why
}

describe('conditions about settings', () => {
  it.each<[string, Condition, string, string]>([
    [
      'a tag of an instance',
      { instance: 'debianZ', tag: 'web', is: true },
      'dZ does not have the tag web.',
      'gnt-instance add-tags debianZ web',
    ],
    [
      'a tag that a node must not have',
      { not: { node: 'nodeB', tag: 'old', is: false } },
      'nodeB does not have the tag old.',
      'gnt-node add-tags nodeB old',
    ],
    [
      'the size of a disk',
      { instance: 'debianZ', size: 3000 },
      'Disk 0 of dZ has 2.1G, not 2.9G.',
      'gnt-instance grow-disk debianZ 0 1G',
    ],
    [
      'a disk that is not there yet',
      { instance: 'debianZ', size: 1024, disk: 1 },
      'dZ has no disk 1.',
      'gnt-instance shutdown debianZ; gnt-instance modify --disk add:size=1G debianZ',
    ],
    [
      'the memory in the configuration',
      { instance: 'debianZ', memory: 256 },
      'The configuration gives dZ 128M of memory, not 256M.',
      'gnt-instance modify -B memory=256 debianZ',
    ],
    [
      'the state that Ganeti wants',
      { instance: 'debianZ', admin: 'down' },
      'Ganeti wants dZ running.',
      'gnt-instance shutdown debianZ',
    ],
  ])('%s says what is missing, then holds', (_, condition, why, line) => {
    const start = opened()
    expect(missing(condition, start)).toBe(why)
    expect(missing(condition, typed(start, ...line.split('; ')))).toBe('met')
  })

  it('memory in use is that of the running instance, which a start renews', () => {
    const condition: Condition = { instance: 'debianZ', memory: 256, inUse: true }
    const modified = typed(opened(), 'gnt-instance modify -B memory=256 debianZ')
    expect(missing(condition, modified)).toBe('dZ still runs on nodeB with 128M of memory.')
    const stopped = typed(modified, 'gnt-instance shutdown debianZ')
    expect(missing(condition, stopped)).toBe('dZ does not run.')
    expect(missing(condition, typed(stopped, 'gnt-instance start debianZ'))).toBe('met')
  })

  it('the operating system is the one in the configuration', () => {
    expect(missing({ instance: 'debianZ', os: 'debootstrap+default' }, opened())).toBe('met')
    expect(missing({ instance: 'debianZ', os: 'other' }, opened())).toBe(
      'The operating system of dZ is debootstrap+default.',
    )
  })
})

describe('conditions about the cluster', () => {
  it.each<[string, Condition, string, string]>([
    [
      'a paused watcher',
      { watcher: 'paused' },
      'The watcher is not paused.',
      'gnt-cluster watcher pause 1h',
    ],
    ['a drained queue', { queue: 'drained' }, 'The job queue is open.', 'gnt-cluster queue drain'],
    [
      'a network',
      { network: 'lan', exists: true },
      'There is no network called lan.',
      'gnt-network add --network 10.20.0.0/24 lan',
    ],
    [
      'a connected network',
      { network: 'lan', group: 'default' },
      'There is no network called lan.',
      'gnt-network add --network 10.20.0.0/24 lan; gnt-network connect -N mode=bridged,link=br-lan lan default',
    ],
  ])('%s says what is missing, then holds', (_, condition, why, line) => {
    const start = opened()
    expect(missing(condition, start)).toBe(why)
    expect(missing(condition, typed(start, ...line.split('; ')))).toBe('met')
  })

  it('a pause of the watcher ends by itself', () => {
    const paused = typed(opened(), 'gnt-cluster watcher pause 1h')
    expect(missing({ watcher: 'active' }, paused)).toBe('The watcher is paused.')
    expect(missing({ watcher: 'active' }, takeSteps(paused, [{ wait: 3700 }]))).toBe('met')
  })

  it('a volume group has the state that was given to it', () => {
    const condition: Condition = { node: 'nodeB', disk: 'failed' }
    expect(missing(condition, opened())).toBe('The volume group of nodeB is whole.')
    const failed = takeSteps(opened(), [{ fault: { disk: 'nodeB', is: 'failed' } }])
    expect(missing(condition, failed)).toBe('met')
    expect(missing({ node: 'nodeB', disk: 'whole' }, failed)).toBe(
      'The volume group of nodeB has failed.',
    )
  })
})

describe('conditions about the whole', () => {
  it('two masters are no healthy cluster, though every instance runs', () => {
    expect(missing({ healthy: true }, opened())).toBe('met')
    const two = takeSteps(opened(), [
      { fault: { cable: 'nodeA', is: 'out' } },
      { on: 'nodeB', run: 'gnt-cluster master-failover --no-voting --yes-do-it' },
      { fault: { cable: 'nodeA', is: 'in' } },
    ])
    expect(missing({ healthy: true }, two)).toBe('More than one node accepts jobs.')
  })

  it('a place names the instance that was chosen for it, once there is one', () => {
    const place = { label: 'dZ', template: 'plain', primary: 'nodeC' } as const
    expect(missing({ places: [place] }, opened())).toBe(
      'dZ (debianZ) is not yet a plain instance that runs on nodeC.',
    )
    expect(missing({ places: [{ ...place, label: 'dQ' }] }, opened())).toBe(
      'No plain instance for dQ runs on nodeC yet.',
    )
    expect(missing({ places: [{ ...place, primary: 'nodeB' }] }, opened())).toBe('met')
  })
})

it('no goal of any lab says what is missing in opcodes', () => {
  for (const lab of allLabs().filter(({ causes }) => causes.length === 0)) {
    const session = openSession(ENGINE, definitionOf(lab, '3.0'), lab)
    for (const { needs } of lab.goals) {
      const parts = 'all' in needs ? needs.all : 'any' in needs ? needs.any : [needs]
      for (const part of parts) expect(missing(part, session)).not.toMatch(/[A-Z]+_[A-Z]+/)
    }
  }
})

describe('conditions about jobs', () => {
  const condition: Condition = { job: 'INSTANCE_REBOOT', of: 'dZ' }

  it.each(RELEASES)(
    'in %s a job counts when it has ended well, and for its instance only',
    (release) => {
      const start = openSession(ENGINE, { ...EXERCISE, release, seed: 1 })
      const other = typed(start, 'gnt-instance reboot debianY')
      expect(missing(condition, other)).toBe('No job to reboot dZ has been submitted yet.')
      const submitted = typed(
        start,
        `gnt-instance reboot --submit ${release === '3.0' ? 'debianz' : 'debianZ'}`,
      )
      expect(missing(condition, submitted)).toBe('Job 1, to reboot dZ, has not ended yet.')
      expect(missing(condition, takeSteps(submitted, [{ wait: 30 }]))).toBe('met')
    },
  )

  it('a failed job counts where the failure is asked for', () => {
    const failed = typed(opened(), 'gnt-instance migrate debianZ')
    const migrated = (ended?: 'error'): Condition => ({ job: 'INSTANCE_MIGRATE', of: 'dZ', ended })
    expect(missing(migrated(), failed)).toBe(
      'Job 1, to migrate dZ, has ended with the status error.',
    )
    expect(missing(migrated('error'), failed)).toBe('met')
  })

  it('a start counts since the last goal, however it was done, and a migration is none', () => {
    const started: Condition = { instance: 'debianY', started: true }
    const moved = typed(opened(), 'gnt-instance migrate debianY')
    expect(missing(started, moved)).toBe('dY has run since before. Start it again.')
    expect(missing(started, typed(moved, 'gnt-instance reboot debianY'))).toBe('met')
    const stopped = typed(moved, 'gnt-instance shutdown debianY')
    expect(missing(started, stopped)).toBe('dY does not run.')
    expect(missing(started, typed(stopped, 'gnt-instance start debianY'))).toBe('met')
  })
})
