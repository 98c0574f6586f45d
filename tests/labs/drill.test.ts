import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { causeOf, causesIn } from '../../src/labs/drill.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { sitting } from '../support/driver.ts'

const drills = allLabs().find((lab) => lab.id === 'drills')

describe('drills', () => {
  it('have fourteen causes or more in every release', () => {
    for (const release of RELEASES)
      expect(drills && causesIn(drills, release).length).toBeGreaterThanOrEqual(14)
  })

  it('show every fault once before any comes again', () => {
    for (const release of RELEASES) {
      const all = drills ? causesIn(drills, release) : []
      for (const from of [0, all.length, 5 * all.length]) {
        const drawn = all.map((_, i) => drills && causeOf(drills, release, from + i)?.id)
        expect(new Set(drawn).size).toBe(all.length)
      }
    }
  })

  it('let a learner repair first and name the cause afterwards', () => {
    const seed = [...Array(99).keys()].find(
      (n) => drills && causeOf(drills, '2.11', n)?.id === 'stopped',
    )
    const at = sitting({ lab: 'drills', seed })
    const done = () => at.goals().filter((goal) => goal.done).length
    expect(at.goals()[0]?.why).toBe('No cause has been named yet.')
    at.on('nodeA', 'gnt-instance start debianZ')
    expect(done()).toBe(0)
    at.ask({ diagnose: 'drained' })
    expect(at.goals()[0]?.why).toBe('That is not the cause. Look again.')
    at.ask({ diagnose: 'stopped' })
    expect(done()).toBe(2)
    at.on('nodeA', 'gnt-cluster verify')
    expect(done()).toBe(3)
  })

  it('say what is missing as it shows, not as its cause', () => {
    const seed = [...Array(99).keys()].find(
      (n) => drills && causeOf(drills, '2.11', n)?.id === 'node-daemon',
    )
    const at = sitting({ lab: 'drills', seed })
    at.ask({ diagnose: 'node-daemon' })
    expect(at.goals()[1]?.why).toBe('nodeC does not answer the master.')
  })

  it.each(RELEASES)(
    'punish a failover to the stale copy, whose primary has died: the writes are lost in %s',
    (release) => {
      const seed = [...Array(99).keys()].find(
        (n) => drills && causeOf(drills, release, n)?.id === 'stale-secondary',
      )
      const at = sitting({ lab: 'drills', seed, release })
      at.on('nodeA', 'gnt-node modify --offline=yes nodeB')
      const sure = release === '3.0' ? ['y'] : []
      const line = 'gnt-instance failover -f --ignore-consistency debianY'
      const forced = at.on('nodeA', line, ...sure)
      expect(forced.exit).toBe(0)
      at.power('nodeB', 'on')
      at.wait(60)
      at.on('nodeA', 'gnt-node add --readd --no-ssh-key-check nodeB', 'yes', 'yes')
      at.on('nodeA', 'gnt-cluster verify-disks')
      at.wait(60)
      expect(at.picture()).toContain('SPLIT')
    },
  )
})
