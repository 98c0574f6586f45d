import { describe, expect, test } from 'vitest'
import { byPlace, changesBetween } from '../../../src/session/plan/world-diff.ts'
import { type Sitting, sitting } from '../../support/driver.ts'
import { B } from '../../support/nodes.ts'

/** What a deed changes, by place. */
const changed = (at: Sitting, deed: () => void) => {
  const before = at.world()
  deed()
  const places = byPlace(changesBetween(before, at.world()))
  return Object.fromEntries(places.map(({ where, what }) => [where, what]))
}

const run =
  (at: Sitting, line: string, seconds = 60) =>
  () => {
    at.enter(line)
    at.wait(seconds)
  }

describe('what changed', () => {
  test('is nothing where nothing did', () => {
    const at = sitting()
    expect(changesBetween(at.world(), at.world())).toEqual([])
    expect(changed(at, run(at, 'gnt-instance list'))).toEqual({})
  })

  test('is said for the configuration and for each node, after a failover', () => {
    const at = sitting()
    expect(changed(at, run(at, 'gnt-instance failover -f debianX'))).toEqual({
      'Cluster configuration': [
        'debianX: primary node nodeB (was nodeA).',
        'debianX: secondary node nodeA (was nodeB).',
        'Serial number 4 (was 1).',
      ],
      nodeA: [
        'debianX no longer runs here.',
        'DRBD minor 0 of debianX: role Secondary (was Primary).',
        'Its copy of the configuration: serial number 4 (was 1).',
      ],
      nodeB: [
        'debianX runs here.',
        'DRBD minor 0 of debianX: role Primary (was Secondary).',
        'Its copy of the configuration: serial number 4 (was 1).',
      ],
      nodeC: ['Its copy of the configuration: serial number 4 (was 1).'],
    })
  })

  test('names flags of a node in the configuration', () => {
    const at = sitting()
    const places = changed(at, run(at, 'gnt-node modify --drained=yes nodeB'))
    expect(places['Cluster configuration']).toEqual([
      'nodeB: drained yes (was no).',
      'nodeB: master candidate no (was yes).',
      'Serial number 2 (was 1).',
    ])
  })

  test('names the wanted state of an instance, and where it stopped', () => {
    const at = sitting()
    const places = changed(at, run(at, 'gnt-instance shutdown debianZ'))
    expect(places['Cluster configuration']?.[0]).toBe('debianZ: wanted state down (was up).')
    expect(places.nodeB?.[0]).toBe('debianZ no longer runs here.')
  })

  test('names volumes that are removed, with their size', () => {
    const at = sitting()
    const places = changed(at, run(at, 'gnt-instance remove -f debianZ'))
    expect(places['Cluster configuration']?.[0]).toBe(
      'debianZ is no longer an instance of the cluster.',
    )
    expect(places.nodeB?.[1]).toMatch(/^Volume \S+\.disk0 \(2143 MiB, debianZ\) was removed\.$/)
  })

  test('names volumes and minors that are made, and the new partner', () => {
    const at = sitting()
    const places = changed(at, run(at, 'gnt-instance replace-disks -n nodeC debianX', 600))
    expect(places['Cluster configuration']?.[0]).toBe('debianX: secondary node nodeC (was nodeB).')
    expect(places.nodeA?.[0]).toBe('DRBD minor 0 of debianX: peer nodeC (was nodeB).')
    expect(places.nodeB?.[0]).toBe('DRBD minor 0 of debianX is gone.')
    expect(places.nodeB?.filter((what) => what.endsWith('was removed.'))).toHaveLength(2)
    expect(places.nodeC?.[0]).toMatch(
      /^DRBD minor \d of debianX is new: Secondary, Connected, disk UpToDate\.$/,
    )
    expect(places.nodeC?.filter((what) => what.endsWith('was created.'))).toHaveLength(2)
  })

  test('is power, guests and connections when a node goes off', () => {
    const at = sitting()
    const places = changed(at, () => {
      at.power(B, 'off')
      at.wait(1)
    })
    expect(places.nodeB?.slice(0, 3)).toEqual([
      'Its power is off.',
      'debianY no longer runs here.',
      'debianZ no longer runs here.',
    ])
    expect(places.nodeA).toEqual([
      'DRBD minor 0 of debianX: connection WFConnection (was Connected).',
    ])
    expect(places['Cluster configuration']).toBeUndefined()
  })

  test('is a cable, in the network', () => {
    const at = sitting()
    const places = changed(at, () => at.act({ kind: 'cable', node: B, is: 'out' }))
    expect(places.Network).toEqual(['The cable of nodeB is out.'])
  })

  test('is a daemon that died', () => {
    const at = sitting()
    const places = changed(at, () =>
      at.act({ kind: 'daemon', node: B, daemon: 'ganeti-noded', is: 'dead' }),
    )
    expect(places).toEqual({ nodeB: ['ganeti-noded no longer runs.'] })
  })

  test('follows the master and its address to another node', () => {
    const at = sitting()
    const places = changed(at, () => {
      at.enter('gnt-cluster master-failover', B)
      at.wait(60)
    })
    expect(places['Cluster configuration']?.[0]).toBe('Master: nodeB (was nodeA).')
    expect(places.nodeA).toContain('The cluster address is no longer up here.')
    expect(places.nodeB).toContain('The cluster address is up here.')
    expect(places.nodeB).toContain('Its files name nodeB as the master.')
  })

  test('is a line of /etc/hosts that goes with a node', () => {
    const at = sitting()
    at.enter('gnt-instance remove -f debianY')
    at.wait(60)
    at.enter('gnt-instance remove -f debianZ')
    at.wait(60)
    at.enter('gnt-instance remove -f debianX')
    at.wait(60)
    const places = changed(at, run(at, 'gnt-node remove nodeB'))
    expect(places['Cluster configuration']?.[0]).toBe('nodeB is no longer a node of the cluster.')
    expect(places.nodeA?.join()).toMatch(/\/etc\/hosts no longer has the line "10\.10\.0\.12 nodeB/)
  })
})
