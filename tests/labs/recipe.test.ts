import { describe, expect, it } from 'vitest'
import { clusterFrom, READY_MADE, type Recipe, USUAL_RECIPE } from '../../src/labs/recipe.ts'
import type { ClusterDefinition } from '../../src/sim/definition.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { sitting } from '../support/driver.ts'

const cook = (change: Partial<Recipe>): ClusterDefinition => {
  const cooked = clusterFrom({ ...USUAL_RECIPE, ...change })
  if (!cooked.ok) throw new Error(cooked.problems.map(({ says }) => says).join(' '))
  return cooked.definition
}
const problems = (change: Partial<Recipe>): string[] => {
  const cooked = clusterFrom({ ...USUAL_RECIPE, ...change })
  return cooked.ok ? [] : cooked.problems.map(({ field, says }) => `${field}: ${says}`)
}
const verify = (definition: ClusterDefinition): string =>
  sitting(definition).on(definition.master, 'gnt-cluster verify').output

describe('a recipe', () => {
  it.each(READY_MADE)('makes a cluster of $nodes nodes in which verify finds nothing', (ready) => {
    const output = verify(cook(ready))
    expect(output).toContain('Verifying')
    expect(output).not.toMatch(/ERROR|WARNING/)
  })

  it.each(RELEASES)('makes a healthy cluster of a hundred nodes in %s', (release) => {
    const definition = cook({ release, nodes: 100, groups: 'a, b, c', drbd: 200, plain: 20 })
    expect(verify(definition)).not.toMatch(/ERROR|WARNING/)
  })

  it('spreads the nodes over groups, and keeps both nodes of an instance in one', () => {
    const { nodes, instances, master } = cook({ nodes: 7, groups: 'east, west', drbd: 40 })
    const groups = new Map(nodes.map(({ name, group }) => [name, group]))
    expect([...groups.values()].join(' ')).toBe('east east east east west west west')
    const mirrored = instances.filter(({ template }) => template === 'drbd')
    expect(mirrored).toHaveLength(40)
    for (const { nodes: places } of mirrored)
      expect([new Set(places).size, new Set(places.map((name) => groups.get(name))).size]).toEqual([
        2, 1,
      ])
    const { output } = sitting(cook({ nodes: 7, groups: 'east, west' })).on(
      master,
      'gnt-group list --no-headers -o name,node_cnt',
    )
    expect(output.replace(/ +/g, ' ').trim().split('\n').sort()).toEqual(['east 4', 'west 3'])
  })

  it('numbers nodes so that they sort, or takes the names that it is given', () => {
    const names = (change: Partial<Recipe>) => cook(change).nodes.map(({ name }) => name)
    expect(names({ nodes: 12 }).slice(0, 2)).toEqual(['node01.example.org', 'node02.example.org'])
    expect(names({ nodes: 2, nodeNames: 'anna, otto.test' })).toEqual([
      'anna.example.org',
      'otto.test',
    ])
  })

  it('has instances of every template that it asks for', () => {
    const { instances, master } = cook({ drbd: 1, plain: 2, file: 1, diskless: 1 })
    expect(instances.map(({ template }) => template)).toEqual([
      'drbd',
      'plain',
      'plain',
      'file',
      'diskless',
    ])
    const definition = cook({ drbd: 1, plain: 2, file: 1, diskless: 1 })
    const { output } = sitting(definition).on(
      master,
      'gnt-instance list --no-headers -o name,status',
    )
    expect(output.match(/running/g)).toHaveLength(5)
  })
})

describe('what is wrong with a recipe is said in a sentence, for its field', () => {
  it.each<[Partial<Recipe>, string]>([
    [{ nodes: 1 }, 'nodes: Nodes: a whole number from 2 to 100.'],
    [{ nodes: 101 }, 'nodes: Nodes: a whole number from 2 to 100.'],
    [{ nodes: Number.NaN }, 'nodes: Nodes: a whole number from 2 to 100.'],
    [{ memory: 1.5 }, 'memory: Memory of a node: a whole number from 1 to 1024.'],
    [
      { cluster: 'cluster' },
      'cluster: The name of the cluster is a full host name, such as cluster.example.org.',
    ],
    [{ nodeNames: ' ' }, 'nodeNames: Give the nodes a name, such as node.'],
    [
      { nodeNames: 'a b' },
      'nodeNames: These are 2 names for 3 nodes. Give all, or only how they begin.',
    ],
    [{ nodeNames: 'a b A' }, 'nodeNames: Two nodes are called A.'],
    [
      { nodeNames: '<b>' },
      'nodeNames: <b>1 is no name for a node: use letters, digits and hyphens.',
    ],
    [
      { nodeNames: 'a b cluster' },
      'nodeNames: A node cannot have the name of the cluster, cluster.example.org.',
    ],
    [{ groups: '' }, 'groups: Name at least one group, such as default.'],
    [{ groups: 'a a' }, 'groups: Two groups have the same name.'],
    [{ groups: 'a b c d', drbd: 0 }, 'groups: These are 4 groups, but only 3 nodes.'],
    [
      { groups: 'a b' },
      'groups: A DRBD instance needs two nodes of one group: use fewer groups, or more nodes.',
    ],
    [
      { instanceNames: '1st' },
      'instanceNames: What instances are called begins with a letter; letters, digits and hyphens can follow.',
    ],
    [{ drbd: 200, plain: 200 }, 'drbd: These are 400 instances: 300 at most.'],
    [
      { memory: 1 },
      'instanceMemory: 2 instances on a node need 1024 MiB of memory, but it has 512 MiB for them.',
    ],
    [{ disk: 3 }, 'instanceDisk: 3 disks on a node need 7 GiB, but it has 3 GiB.'],
  ])('%o', (change, says) => {
    expect(problems(change)).toEqual([says])
  })

  it('names each field once, and all at a time', () => {
    expect(problems({ nodes: -1, cpus: 0, disk: 0 }).map((text) => text.split(':')[0])).toEqual([
      'nodes',
      'disk',
      'cpus',
    ])
  })
})
