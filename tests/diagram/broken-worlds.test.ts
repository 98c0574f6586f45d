import { describe, expect, test } from 'vitest'
import { changes, sentencesOf } from '../../src/diagram/words/sentences.ts'
import { divergences } from '../../src/sim/cluster/drbd/divergence.ts'
import type { Release } from '../../src/sim/releases.ts'
import { type Sitting, sitting } from '../support/driver.ts'
import { A, B, C, nodesIn } from '../support/nodes.ts'

/** The flags of every node, as far as they are about masters. */
const heads = (p: Sitting, view: 'is' | 'known' = 'is') =>
  p.scene(view).nodes.map((n) => [n.master, n.rival, n.believes?.label ?? null])

/** Looks at the scene four times a second. */
const watch = (p: Sitting, seconds: number, look: () => void): void => {
  for (let i = 0; i < seconds * 4; i++) {
    p.wait(0.25)
    look()
  }
}

describe.each(['2.11', '3.0'] as Release[])('in %s', (release) => {
  const start = () => sitting({ release }).wait(10)
  const [A, B, C] = nodesIn(release)

  test('a daemon that Ganeti stopped on purpose is not dead; one that died is', () => {
    const p = start()
    p.enter('gnt-node modify --offline=yes nodeC', A).wait(120)
    p.enter('gnt-node modify --offline=no nodeC', A).wait(1)
    if (release === '3.0') p.enter('y', A)
    p.wait(120)
    expect(p.world().machines[C]?.daemons).not.toContain('ganeti-kvmd')
    expect(p.scene().nodes[2]?.deadDaemons).toEqual([])
    p.enter('service ganeti restart', C).wait(60)
    expect(p.world().machines[C]?.daemons).toContain('ganeti-kvmd')
    p.act({ kind: 'daemon', node: C, daemon: 'ganeti-kvmd', is: 'dead' })
    expect(p.scene().nodes[2]?.deadDaemons).toEqual(['kvmd'])
  })

  test('a master-failover shows the votes, then the address on its way, then the new master', () => {
    const p = start().act({ kind: 'power', node: A, to: 'off' }).wait(5)
    p.enter('gnt-cluster master-failover', C)
    const seen: string[] = []
    const places: number[] = []
    const ways = new Set<string>()
    watch(p, 240, () => {
      const { nodes, clusterIp } = p.scene()
      const votes = nodes[2]?.votes
      if (votes && votes.got > 0) seen.push('votes')
      if (clusterIp) {
        seen.push('address')
        places.push(clusterIp.fraction)
        const shown = p.picture().includes('[ip]') ? 'shown' : 'not shown'
        ways.add(`${clusterIp.from} to ${clusterIp.to}, ${shown}`)
      }
    })
    expect([...ways]).toEqual([`${A} to ${C}, shown`])
    expect([...new Set(seen)].slice(0, 2)).toEqual(['votes', 'address'])
    expect([...places].sort((a, b) => a - b)).toEqual(places)
    expect(p.scene().clusterIp).toBeNull()
    expect(heads(p)).toEqual([
      [false, false, null],
      [false, false, null],
      [true, false, null],
    ])
  })

  test('the old master returns and takes itself for the master; its daemons are not missed', () => {
    const p = start().act({ kind: 'power', node: A, to: 'off' }).wait(5)
    p.enter('gnt-cluster master-failover', C).wait(240)
    p.act({ kind: 'power', node: A, to: 'on' }).wait(150)
    expect(heads(p)[0]).toEqual([false, false, 'node A'])
    expect(p.picture()).toContain('(master?)')
    const serialOn = (node: string) => p.world().machines[node]?.files.config?.serial ?? 0
    expect(p.scene().nodes[0]?.oldConfig).toEqual({ has: serialOn(A), master: serialOn(C) })
    expect(serialOn(C)).toBeGreaterThan(serialOn(A))
    expect(p.scene().nodes[0]?.deadDaemons).toEqual([])
  })

  test('two masters by --no-voting: neither knows of the other', () => {
    const p = start()
    for (const other of [B, C]) p.act({ kind: 'link', nodes: [A, other], is: 'cut' })
    p.wait(2)
    p.enter('gnt-cluster master-failover --no-voting --yes-do-it', B).wait(200)
    expect(heads(p)).toEqual([
      [true, true, null],
      [true, true, null],
      [false, false, 'node B'],
    ])
    expect(heads(p, 'known').filter(([master]) => master)).toHaveLength(1)
    expect(p.picture('known')).not.toContain('2 masters')
    expect(p.picture().match(/2 masters/g)).toHaveLength(2)
  })

  test('a daemon that is killed is missed where it should run, and not while a node boots', () => {
    const p = start().act({ kind: 'daemon', node: B, daemon: 'ganeti-noded', is: 'dead' }).wait(1)
    expect(p.scene().nodes.map((n) => n.deadDaemons)).toEqual([[], ['noded'], []])
    expect(p.picture('known')).not.toContain('noded dead')
    p.act({ kind: 'power', node: B, to: 'off' }).wait(5).act({ kind: 'power', node: B, to: 'on' })
    watch(p, 60, () => expect(p.scene().nodes[1]?.deadDaemons).toEqual([]))
    expect(p.scene().nodes[1]?.power).toEqual({ is: 'on' })
  })
})

test('of a node whose node daemon is dead, Ganeti still knows the connection of its copy: the primary reports it', () => {
  const p = sitting().wait(10)
  p.act({ kind: 'daemon', node: C, daemon: 'ganeti-noded', is: 'dead' }).wait(1)
  expect(p.scene('known').instances[1]?.link?.state.is).toBe('connected')
  p.act({ kind: 'power', node: C, to: 'off' }).wait(30)
  expect(p.scene('known').instances[1]?.link?.state.is).toBe('no peer')
})

test('the daemons of a master are missed on the master only', () => {
  const p = sitting().wait(10)
  p.act({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' }).wait(1)
  expect(p.scene().nodes.map((n) => n.deadDaemons)).toEqual([['masterd'], [], []])
  expect(p.picture()).toContain('masterd dead')
})

test('a failed volume group takes its disks, and gives them back only when they are attached', () => {
  const p = sitting().wait(10).act({ kind: 'volume group', node: B, is: 'failed' }).wait(5)
  expect(p.picture()).toContain('VG failed')
  expect(p.picture()).toContain('| x....x   x====x |')
  expect(p.picture()).toContain('|diskless|')
  p.act({ kind: 'volume group', node: B, is: 'whole' }).wait(5)
  expect(p.picture()).not.toContain('VG failed')
  expect(p.scene().instances[0]?.link?.state.is).toBe('diskless')
})

test('a slow connection is marked on its link, and unknown to Ganeti', () => {
  const p = sitting()
    .wait(10)
    .act({ kind: 'link', nodes: [B, C], is: 'slow' })
    .wait(1)
  expect(p.picture()).toContain('B ~ C slow')
  expect(p.picture()).toContain('|  slow  |')
  expect(p.picture('known')).toBe(sitting().picture('known'))
  expect(p.act({ kind: 'link', nodes: [B, C], is: 'whole' }).picture()).toBe(sitting().picture())
})

describe('a failover forced while the old primary is only unplugged', () => {
  const p = sitting().wait(10).act({ kind: 'cable', node: B, is: 'out' }).wait(5)
  p.enter('gnt-node modify --offline=yes nodeB').wait(60)
  const before = p.scene()
  p.enter('gnt-instance failover -f --ignore-consistency dY').wait(60)

  test('splits the disk before DRBD knows of it', () => {
    const [split] = divergences(p.world(), p.now())
    expect(split).toMatchObject({ instance: 'debianY', noticed: false })
    expect(split?.sides.map((side) => [side.node, side.runs])).toEqual([
      [B, true],
      [C, true],
    ])
    expect(split?.sides.every((side) => side.writtenMib > 1)).toBe(true)
    expect(p.picture()).toContain(`| dY'|... =/= ....| dY"|`)
    expect(p.picture()).toContain('| SPLIT  |')
    expect(p.picture('known')).not.toContain('SPLIT')
  })

  test('is news for those who listen', () => {
    expect(changes(before, p.scene())).toEqual(
      expect.arrayContaining(['dY runs twice.', 'dY: split brain, the copies differ.']),
    )
    expect(sentencesOf(p.scene()).join(' ')).toContain('runs twice, on nodeC and nodeB')
  })

  test('stays a split when the cable is in again, and DRBD has noticed', () => {
    p.act({ kind: 'cable', node: B, is: 'in' }).wait(30)
    expect(divergences(p.world(), p.now())[0]?.noticed).toBe(true)
    expect(p.picture()).toContain('=/=')
  })
})
