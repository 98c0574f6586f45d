import { describe, expect, it } from 'vitest'
import type { HailBehaviour } from '../../../src/sim/htools/behaviour.ts'
import { hailBehaviours } from '../../../src/sim/htools/behaviour.ts'
import {
  allocate,
  allocateSecondary,
  multiAllocate,
  nodeEvacuate,
  relocate,
} from '../../../src/sim/htools/hail/hail.ts'
import type { ClusterSnapshot } from '../../../src/sim/htools/snapshot.ts'
import { spec, threeNodes, withNode } from './three-nodes.ts'

const hail30 = hailBehaviours['3.0']
const onKvm: ClusterSnapshot = { ...threeNodes, enabledHypervisors: ['kvm'] }

const moveSecondary = (snapshot: ClusterSnapshot, behaviour: HailBehaviour = hail30) =>
  relocate(
    snapshot,
    { name: 'debianx', requiredNodes: 1, relocateFrom: ['nodeb.example.com'] },
    behaviour,
  )

const place = (
  snapshot: ClusterSnapshot,
  change: Parameters<typeof spec>[1] = {},
  behaviour: HailBehaviour = hail30,
) =>
  allocate(
    snapshot,
    {
      instance: spec('new', change),
      requiredNodes: change.diskTemplate === 'plain' ? 1 : 2,
      groupName: null,
      restrictToNodes: null,
    },
    behaviour,
  )

describe('relocating a secondary', () => {
  it('takes the third node of three', () => {
    expect(moveSecondary(threeNodes)).toEqual({
      status: 'successful',
      info: 'Request successful: success',
      result: ['nodec.example.com'],
    })
  })

  it('accepts short names where all nodes and instances share a domain', () => {
    const instances = threeNodes.instances.map((inst) => ({
      ...inst,
      name: `${inst.name}.example.com`,
    }))
    const request = { name: 'debianx.example.com', requiredNodes: 1, relocateFrom: ['nodeb'] }
    expect(relocate({ ...threeNodes, instances }, request, hail30)).toMatchObject({
      result: ['nodec.example.com'],
    })
    expect(relocate(threeNodes, { ...request, name: 'debianx' }, hail30)).toEqual({
      status: 'rejected',
      error: 'Wrong number of elems found with name nodeb',
    })
  })

  it.each([
    ['drained', { drained: true }],
    ['offline', { offline: true }],
    ['not vm_capable', { vmCapable: false }],
  ])('finds no node at all when the third one is %s', (_, change) => {
    expect(moveSecondary(withNode('nodec', change))).toEqual({
      status: 'failed',
      info: "Request failed: Can't find any good node: ",
    })
  })

  it('fails on KVM since hail reserves 4 GiB for a node', () => {
    expect(moveSecondary(onKvm)).toEqual({
      status: 'failed',
      info: "Request failed: Can't find any good node:  Node nodec.example.com failed: FailMem;",
    })
  })

  it.each([
    ['release 2.11', hailBehaviours['2.11']],
    ['no static node memory', { ...hail30, staticKvmNodeMemoryMib: null }],
    ['a static node memory of 0', { ...hail30, staticKvmNodeMemoryMib: 0 }],
  ])('works on KVM with %s', (_, behaviour) => {
    expect(moveSecondary(onKvm, behaviour)).toMatchObject({ result: ['nodec.example.com'] })
  })

  it('prints a refusal without semicolon in 2.11', () => {
    const full = withNode('nodec', { freeDiskMib: 1000 })
    const info = "Request failed: Can't find any good node: Node nodec.example.com failed: FailDisk"
    expect(moveSecondary(full, hailBehaviours['2.11'])).toEqual({ status: 'failed', info })
  })

  it('refuses an instance without a mirror', () => {
    const request = { name: 'debianz', requiredNodes: 1, relocateFrom: ['nodeb.example.com'] }
    expect(relocate(threeNodes, request, hail30)).toEqual({
      status: 'failed',
      info: "Request failed: Can't relocate non-mirrored instances",
    })
  })

  it('refuses to leave a node that is not the secondary', () => {
    const request = { name: 'debianx', requiredNodes: 1, relocateFrom: ['nodea.example.com'] }
    expect(relocate(threeNodes, request, hail30)).toEqual({
      status: 'failed',
      info:
        "Request failed: Unsupported request: excluded nodes not equal to instance's " +
        'secondary(1 versus [0])',
    })
  })

  it('rejects an instance that the snapshot does not have', () => {
    const request = { name: 'nosuch', requiredNodes: 1, relocateFrom: [] }
    expect(relocate(threeNodes, request, hail30)).toEqual({
      status: 'rejected',
      error: "Unknown instance 'nosuch'",
    })
  })
})

describe('allocating', () => {
  it('prefers the later of two equal nodes', () => {
    const empty = {
      ...threeNodes,
      instances: [],
      nodes: threeNodes.nodes.map((node) => ({
        ...node,
        freeMemoryMib: 1848,
        freeDiskMib: node.totalDiskMib,
      })),
    }
    expect(place(empty)).toMatchObject({ result: ['nodec.example.com', 'nodeb.example.com'] })
    const reversed = { ...empty, nodes: [...empty.nodes].reverse() }
    expect(place(reversed)).toMatchObject({ result: ['nodea.example.com', 'nodeb.example.com'] })
  })

  it('never picks a drained node', () => {
    const answer = place(withNode('nodea', { drained: true }))
    expect(answer).toMatchObject({ status: 'successful' })
    expect(answer).not.toMatchObject({ result: expect.arrayContaining(['nodea.example.com']) })
  })

  it('counts the reasons when nothing fits', () => {
    expect(place(threeNodes, { diskSpaceTotalMib: 28_648 })).toEqual({
      status: 'failed',
      info:
        'Request failed: Group default (preferred): No valid allocation solutions, ' +
        'failure reasons: FailDisk: 6',
    })
  })

  it('refuses with FailN1 what could not be made again if its node were lost', () => {
    const tight = withNode('nodea', { freeDiskMib: 5000 })
    const big = { diskTemplate: 'plain', diskSpaceTotalMib: 27_000 } as const
    const info =
      'Request failed: Group default (preferred): No valid allocation solutions, ' +
      'failure reasons: FailDisk: 2, FailN1: 1'
    expect(place(tight, big)).toEqual({ status: 'failed', info })
    const careless = { ...hail30, globalN1: false }
    expect(place(tight, big, careless)).toMatchObject({ result: ['nodec.example.com'] })
  })

  it('keeps apart instances that share an exclusion tag', () => {
    const tagged: ClusterSnapshot = {
      ...threeNodes,
      tags: ['htools:iextags:service'],
      instances: threeNodes.instances.map((inst) => ({ ...inst, tags: ['service:web'] })),
    }
    const plain = { diskTemplate: 'plain', diskSpaceTotalMib: 1024, tags: ['service:web'] } as const
    expect(place(tagged, plain)).toMatchObject({ result: ['nodec.example.com'] })
  })

  it('says when too few nodes are online', () => {
    const one = {
      ...threeNodes,
      instances: [],
      nodes: threeNodes.nodes.map((node, place) => ({ ...node, offline: place > 0 })),
    }
    expect(place(one)).toEqual({
      status: 'failed',
      info: 'Request failed: Group default: error Not enough online nodes',
    })
  })

  it('leaves "Selected group" out when the request names the group', () => {
    const request = {
      instance: spec('new'),
      requiredNodes: 2,
      groupName: 'default',
      restrictToNodes: ['nodea.example.com', 'nodeb.example.com'],
    }
    const answer = allocate(threeNodes, request, hail30)
    expect(answer).toMatchObject({
      info: expect.stringMatching(
        /^Request successful: Group default \(preferred\): score: [\d.]{10}, successes 2, /,
      ),
    })
  })

  it('counts an instance placed before when it places the next', () => {
    const big = { diskTemplate: 'plain', diskSpaceTotalMib: 1024, memoryMib: 1000 } as const
    const wanted = ['m1', 'm2', 'm3', 'm4'].map((name) => ({
      instance: spec(name, big),
      requiredNodes: 1,
    }))
    const older = hailBehaviours['2.11']
    const placed = multiAllocate(
      threeNodes,
      { instances: wanted.slice(0, 3), groupName: null },
      older,
    )
    expect(placed).toMatchObject({
      info: 'Request successful: 0 instances failed to allocate and 3 were allocated successfully',
    })
    const nodes =
      placed.status === 'successful' ? placed.result[0].flatMap(([, names]) => names) : []
    expect(new Set(nodes).size).toBe(3)
    expect(multiAllocate(threeNodes, { instances: wanted, groupName: null }, older)).toEqual({
      status: 'failed',
      info:
        'Request failed: Group default (preferred): No valid allocation solutions, ' +
        'failure reasons: FailMem: 3',
    })
  })

  it('finds a secondary for an instance that becomes DRBD', () => {
    const request = { name: 'debianz' }
    expect(allocateSecondary(threeNodes, request, hail30)).toMatchObject({
      info: expect.stringContaining('successes 2, failures 0 ()'),
      result: 'nodea.example.com',
    })
    expect(allocateSecondary(threeNodes, { name: 'debianx' }, hail30)).toEqual({
      status: 'failed',
      info: 'Request failed: Instance already has a secondary',
    })
  })
})

describe('evacuating a node', () => {
  it('fails primaries over to their secondaries', () => {
    const request = { instances: ['debiany'], evacMode: 'primary-only' } as const
    const answer = nodeEvacuate(threeNodes, request, hail30)
    expect(answer).toMatchObject({
      info: 'Request successful: 0 instances failed to move and 1 were moved successfully',
      result: {
        moved: [['debiany', 'default', ['nodec.example.com', 'nodeb.example.com']]],
        failed: [],
        jobs: [[{ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'debiany' }]],
      },
    })
    expect(JSON.stringify(answer)).toContain('ignore_hvversions')
    const older = nodeEvacuate(threeNodes, request, hailBehaviours['2.11'])
    expect(JSON.stringify(older)).not.toContain('ignore_hvversions')
  })

  it('gives secondaries to the third node, also away from an offline one', () => {
    const request = { instances: ['debianx'], evacMode: 'secondary-only' } as const
    const dead = withNode('nodeb', { offline: true })
    expect(nodeEvacuate(dead, request, hail30)).toMatchObject({
      result: {
        jobs: [[{ OP_ID: 'OP_INSTANCE_REPLACE_DISKS', remote_node: 'nodec.example.com' }]],
      },
    })
  })

  it('uses no node that another instance of the request leaves', () => {
    const request = { instances: ['debianx', 'debiany'], evacMode: 'secondary-only' } as const
    const failed = [
      ['debianx', "Can't find any good node: "],
      ['debiany', "Can't find any good node:  Node nodea.example.com failed: FailMem;"],
    ]
    const full = withNode('nodea', { freeMemoryMib: 200 })
    expect(nodeEvacuate(full, request, hail30)).toMatchObject({ result: { moved: [], failed } })
  })

  it('says that plain instances cannot be moved', () => {
    const request = { instances: ['debianz'], evacMode: 'all' } as const
    expect(nodeEvacuate(threeNodes, request, hail30)).toMatchObject({
      info: 'Request successful: 1 instances failed to move and 0 were moved successfully',
      result: { failed: [['debianz', 'Instances of type plain cannot be relocated']] },
    })
  })
})
