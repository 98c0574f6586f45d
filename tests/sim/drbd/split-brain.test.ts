import { describe, expect, test } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { findings, splitBrain, stateOf } from './split.ts'

const STANDALONE = '0: cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown   r-----'

describe.each(RELEASES)('two histories of one disk, in %s', (release) => {
  test('both halves drop the connection when they meet again, and the kernels say why', () => {
    const pair = splitBrain(release)
    expect(stateOf(pair, 'nodeA')).toBe(STANDALONE)
    expect(stateOf(pair, 'nodeB')).toBe(STANDALONE)
    for (const node of ['nodeA', 'nodeB'])
      expect(pair.on(node, 'dmesg').output).toContain(
        'block drbd0: Split-Brain detected but unresolved, dropping connection!\n',
      )
  })

  test('verify finds the instance where it should not run, and both copies degraded', () => {
    const found = findings(splitBrain(release)).map((line) => line.toLowerCase())
    const kind = release === '3.0' ? 'warning' : 'error'
    const state = release === '3.0' ? "; local disk state is 'ok'" : ''
    expect(found).toEqual([
      'error: instance debianx: instance should not run on node nodeb.virt.nsrc.org',
      `${kind}: instance debianx: disk/0 on nodeb.virt.nsrc.org is degraded${state}`,
      `${kind}: instance debianx: disk/0 on nodea.virt.nsrc.org is degraded${state}`,
    ])
  })

  test('activating the disks has no lasting effect: one copy waits, the other stands alone', () => {
    const pair = splitBrain(release)
    const verify = () => pair.type('gnt-cluster verify-disks').output
    expect(verify()).toMatch(/Activating disks for instance 'debianx'/i)
    expect(stateOf(pair, 'nodeA')).toContain('cs:WFConnection ro:Primary/Unknown')
    expect(stateOf(pair, 'nodeB')).toBe(STANDALONE)
    expect(verify()).toMatch(/Activating disks for instance 'debianx'/i)
    expect(pair.type('gnt-instance activate-disks dX').exit).toBe(0)
    expect(stateOf(pair, 'nodeB')).toBe(STANDALONE)
  })

  test('the instance runs, degraded on both nodes; nothing moves it and no disk can be replaced', () => {
    const pair = splitBrain(release)
    const out = (line: string) => pair.type(line).output
    expect(out('gnt-instance list --no-headers -o status dX')).toBe('running\n')
    expect(out('gnt-instance info dX').match(/in sync, status \*DEGRADED\*/g)).toHaveLength(2)
    expect(out('gnt-instance migrate -f dX')).toContain(
      'Disk 0 is degraded or not fully synchronized on target node, aborting migration',
    )
    expect(out('gnt-instance failover -f dX')).toContain(
      'Disk 0 is degraded on target node, aborting failover',
    )
    expect(out('gnt-instance replace-disks -s dX')).toMatch(
      /Node nodea\.virt\.nsrc\.org has degraded storage, unsafe to replace disks for instance debianx/i,
    )
    expect(out('gnt-instance replace-disks -a dX')).toMatch(
      /No disks need replacement for instance 'debianx'/i,
    )
  })
})

test('a copy that was not written to gives way by itself', () => {
  const pair = splitBrain('2.11')
  const { on, ask } = pair
  on('nodeB', 'pkill -f debianX; drbdsetup secondary 0; drbdsetup down 0')
  // Its copy is thrown away; as a fresh half that was opened once and never written to it comes back.
  ask({ run: 'gnt-instance replace-disks -n nodeC dX', on: 'nodeA' })
  ask({ fault: { link: ['nodeA', 'nodeC'], is: 'cut' } })
  on('nodeC', 'drbdsetup primary 1; drbdsetup primary 0')
  const minor = on('nodeC', 'grep -c StandAlone /proc/drbd').output
  expect(minor).toBe('0\n')
  on('nodeC', 'drbdsetup secondary 1; drbdsetup secondary 0')
  ask({ wait: 60 })
  ask({ fault: { link: ['nodeA', 'nodeC'], is: 'whole' } })
  ask({ wait: 30 })
  expect(on('nodeA', 'dmesg').output).toContain(
    'Split-Brain detected, 1 primaries, automatically solved. Sync from this node',
  )
  expect(stateOf(pair, 'nodeA')).toBe(
    '0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----',
  )
})

test('a crash while connected is no split brain', () => {
  const pair = splitBrain('2.11', 0)
  const { on, ask, type } = pair
  on('nodeB', 'pkill -f debianX; drbdsetup secondary 0')
  on('nodeB', 'drbdsetup connect 0 --discard-my-data')
  on('nodeA', 'drbdsetup connect 0')
  ask({ wait: 30 })
  ask({ power: 'nodeB', to: 'off' })
  ask({ wait: 60 })
  ask({ power: 'nodeB', to: 'on' })
  type('gnt-cluster verify-disks')
  ask({ wait: 30 })
  expect(stateOf(pair, 'nodeA')).toContain('cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate')
})
