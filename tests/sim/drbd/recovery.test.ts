import { describe, expect, test } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import type { Sitting } from '../../support/driver.ts'
import { findings, splitBrain, stateOf } from './split.ts'

const WHOLE = '0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----'

const stopStray = ({ on, type }: Sitting) => {
  expect(type('ssh nodeB pkill -f kvm.*debian[xX]').exit).toBe(0)
  expect(on('nodeB', 'ps ax').output).not.toMatch(/debianx/i)
}

describe.each(RELEASES)('a split brain is repaired, in %s', (release) => {
  test('by drbdsetup: the loser gives its data up, and only what differs is copied', () => {
    const pair = splitBrain(release)
    const { on, ask } = pair
    stopStray(pair)
    expect(on('nodeB', 'drbdsetup disconnect 0').exit).toBe(0)
    expect(on('nodeB', 'drbdsetup secondary 0').exit).toBe(0)
    expect(on('nodeB', 'drbdsetup connect 0 --discard-my-data').exit).toBe(0)
    expect(stateOf(pair, 'nodeB')).toContain('cs:WFConnection ro:Secondary/Unknown')
    expect(on('nodeA', 'drbdsetup connect 0').exit).toBe(0)
    expect(stateOf(pair, 'nodeA')).toContain('cs:SyncSource ro:Primary/Secondary')
    const copied = Number(/will sync (\d+) KB/.exec(on('nodeB', 'dmesg | tail -6').output)?.[1])
    expect(copied).toBeGreaterThan(50_000)
    expect(copied).toBeLessThan(400_000)
    ask({ wait: 30 })
    expect(stateOf(pair, 'nodeA')).toBe(WHOLE)
    expect(findings(pair)).toEqual([])
    expect(on('nodeB', 'dmesg').output).toContain(
      'Split-Brain detected, manually solved. Sync from peer node',
    )
    expect(pair.type('gnt-instance migrate -f dX').exit).toBe(0)
  })

  test('by addresses and the secret that the other half shows, as kernel 8.4 wants it', () => {
    const pair = splitBrain(release)
    const { on, ask, type } = pair
    stopStray(pair)
    type('gnt-instance activate-disks dX')
    on('nodeB', 'drbdsetup secondary 0')
    const ends = 'ipv4:10.10.0.12:11001 ipv4:10.10.0.11:11001'
    expect(on('nodeB', `drbdsetup connect resource0 ${ends} --discard-my-data`).exit).toBe(0)
    expect(on('nodeA', 'dmesg').output).toContain('Authentication of peer failed, trying again.')
    expect(stateOf(pair, 'nodeB')).toContain('cs:WFConnection')
    expect(on('nodeB', `drbdsetup disconnect ${ends}`).exit).toBe(0)
    const secret = /shared-secret\s+"(\w+)"/.exec(on('nodeA', 'drbdsetup show 0').output)?.[1]
    const options =
      '--discard-my-data --protocol C --after-sb-0pri discard-zero-changes ' +
      `--after-sb-1pri consensus --cram-hmac-alg md5 --shared-secret ${secret}`
    expect(on('nodeB', `drbdsetup connect resource0 ${ends} ${options}`).exit).toBe(0)
    ask({ wait: 30 })
    expect(stateOf(pair, 'nodeA')).toBe(WHOLE)
  })

  test('by declaring one copy invalid: activate-disks then copies everything', () => {
    const pair = splitBrain(release)
    const { on, ask, type } = pair
    stopStray(pair)
    on('nodeB', 'drbdsetup secondary 0')
    expect(on('nodeB', 'drbdsetup invalidate 0').exit).toBe(0)
    expect(type('gnt-instance activate-disks dX').exit).toBe(0)
    expect(stateOf(pair, 'nodeA')).toContain('cs:SyncSource')
    expect(on('nodeB', 'dmesg').output).toContain('Becoming sync target due to disk states.')
    ask({ wait: 240 })
    expect(stateOf(pair, 'nodeA')).toBe(WHOLE)
    expect(findings(pair)).toEqual([])
  })

  test('by a new secondary on a third node, and back again', () => {
    const pair = splitBrain(release)
    const { on, type } = pair
    stopStray(pair)
    expect(type('gnt-instance replace-disks -n nodeC dX').exit).toBe(0)
    expect(findings(pair)).toEqual([])
    expect(on('nodeB', 'cat /proc/drbd').output).toContain(' 0: cs:Unconfigured\n')
    expect(type('gnt-instance replace-disks -n nodeB dX').exit).toBe(0)
    expect(stateOf(pair, 'nodeA')).toBe(WHOLE)
  })

  test('by a restart of the node with the stray instance, which forgets its devices', () => {
    const pair = splitBrain(release)
    const { on, ask, type } = pair
    on('nodeB', 'reboot')
    ask({ wait: 60 })
    type('gnt-cluster verify-disks')
    expect(stateOf(pair, 'nodeB')).toContain('cs:StandAlone ro:Secondary/Unknown')
    on('nodeB', 'drbdsetup connect 0 --discard-my-data')
    ask({ wait: 60 })
    expect(stateOf(pair, 'nodeA')).toBe(WHOLE)
  })
})

test('a resync that the link cuts short goes on where it was, although the histories had parted', () => {
  const pair = splitBrain('2.11')
  const { on, ask } = pair
  stopStray(pair)
  on('nodeB', 'drbdsetup secondary 0; drbdsetup connect 0 --discard-my-data')
  on('nodeA', 'drbdsetup connect 0')
  ask({ wait: 2 })
  ask({ fault: { link: ['nodeA', 'nodeB'], is: 'cut' } })
  ask({ wait: 1 })
  expect(stateOf(pair, 'nodeB')).toContain('ds:Inconsistent/DUnknown')
  expect(on('nodeB', 'drbdsetup primary 0')).toMatchObject({
    output: '0: State change failed: (-2) Need access to UpToDate data\n',
    exit: 17,
  })
  ask({ fault: { link: ['nodeA', 'nodeB'], is: 'whole' } })
  expect(stateOf(pair, 'nodeB')).toContain('cs:SyncTarget')
  ask({ wait: 20 })
  expect(stateOf(pair, 'nodeA')).toBe(WHOLE)
})
