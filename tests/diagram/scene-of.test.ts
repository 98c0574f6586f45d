import { produce } from 'immer'
import { describe, expect, test } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import { asText } from '../../src/diagram/draw/picture.ts'
import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import { explain } from '../../src/diagram/words/explain.ts'
import { sentencesOf } from '../../src/diagram/words/sentences.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { revised } from '../../src/sim/cluster/config.ts'
import { settleDrbd } from '../../src/sim/cluster/drbd/settle.ts'
import { startTransfer } from '../../src/sim/cluster/transfer.ts'
import { NODE_CALLS } from '../../src/sim/noded/calls.ts'
import { startWorld } from '../../src/sim/start.ts'
import { configOn, machineOf, type World } from '../../src/sim/world.ts'
import { sitting } from '../support/driver.ts'
import { A, B, C } from '../support/nodes.ts'
import { trimmed } from './scenes.ts'

const changed = (change: (world: World) => void): World =>
  produce(startWorld(RULES, EXERCISE), change)

const picture = (world: World, view: 'is' | 'known' = 'is'): string =>
  asText(draw(sceneOf(world, world.now, view)))

const boxOf = (world: World, name: string, node: string, view: 'is' | 'known' = 'is') =>
  sceneOf(world, world.now, view)
    .instances.find((i) => i.name === name)
    ?.boxes.find((box) => box.node === node)

test('the exercise starts as the first picture of the handout, in both views', () => {
  const art = trimmed(`
        node A                      node B                    node C
       (master)
  +-----------------+        +-----------------+        +-----------------+
  |                 |        |                 |        |                 |
  | +====+          |  drbd  | ......   +====+ |  drbd  | ......          |
  | | dX |.....................: dX :   | dY |............: dY :          |
  | +====+          |        | :....:   +====+ |        | :....:          |
  |                 |        |                 |        |                 |
  |                 |        |        +----+   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        +----+   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`)
  expect(sitting().picture()).toBe(art)
  expect(sitting().picture('known')).toBe(art)
})

test('a node loses its power: what is', () => {
  expect(sitting().wait(10).act({ kind: 'power', node: B, to: 'off' }).wait(1).picture()).toBe(
    trimmed(`
        node A                      node B                    node C
       (master)
  +-----------------+        + - - - - - - - - +        +-----------------+
  |                 |        |    power off    |        |                 |
  | +====+          |  drbd    ......   +====+    drbd  | ......          |
  | | dX |.  .  .  .| .  .  .| :~dX~:   |xdYx| |.  .  . |.: dY :          |
  | +====+          |no peer   :....:   +====+  no peer | :....:          |
  |                 |        | ERROR_nodedown  |        |                 |
  |                 |                 +----+            |                 |
  |                 |        |  plain |xdZx|   |        |                 |
  |                 |                 +----+            |                 |
  +--------+--------+        + - - - + - - - - +        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`),
  )
})

test('Ganeti cannot tell a dead node from an unplugged one', () => {
  const dead = sitting().wait(10).act({ kind: 'power', node: B, to: 'off' }).wait(1)
  const unplugged = sitting().wait(10).act({ kind: 'cable', node: B, is: 'out' }).wait(1)
  expect(dead.picture('known')).toBe(unplugged.picture('known'))
  expect(dead.picture()).not.toBe(unplugged.picture())
  expect(unplugged.picture()).toContain('| dY |')
  expect(unplugged.picture('known')).toContain('|?dY?|')
})

test('a node boots, its walls solid from the bottom up', () => {
  const p = sitting().wait(10).act({ kind: 'power', node: C, to: 'off' }).wait(1)
  p.act({ kind: 'power', node: C, to: 'on' }).wait(10)
  expect(p.scene().nodes[2]?.power).toEqual({ is: 'booting', fraction: 0.5 })
  expect(p.picture()).toContain('booting 50%')
})

test('a guest that crashed is down, in Ganeti its own word', () => {
  const p = sitting().wait(10).act({ kind: 'guest', instance: 'debianX', is: 'crashed' }).wait(1)
  expect(p.picture()).toContain('|xdXx|')
  expect(sentencesOf(p.scene())[3]).toBe(
    'dX: down, gnt-instance list shows ERROR_down, copy on nodeB.',
  )
})

test('flags are the configuration’s, facts the machine’s', () => {
  const world = changed((draft) => {
    const config = revised(configOn(draft, A), (c) => {
      const b = c.nodes[B]
      const c3 = c.nodes[C]
      if (b) b.offline = true
      if (c3) c3.drained = true
    })
    for (const node of [A, C]) machineOf(draft, node).files.config = config
  })
  const scene = sceneOf(world, 0, 'is')
  expect(scene.nodes.map((n) => [n.offline, n.drained])).toEqual([
    [false, false],
    [true, false],
    [false, true],
  ])
  expect(scene.nodes[1]?.oldConfig).toEqual({ has: 1, master: 2 })
  expect(picture(world)).toContain('[1<2]')
  expect(picture(world, 'known')).not.toContain('[1<2]')
  expect(boxOf(world, 'debianY', B)?.status).toBe('ERROR_nodeoffline')
})

test('an instance that no one wants up shows the reason, not an error', () => {
  const world = changed((draft) => {
    const config = revised(configOn(draft, A), (c) => {
      const x = c.instances.debianX
      if (x) x.adminState = 'down'
    })
    for (const node of [A, B, C]) machineOf(draft, node).files.config = config
    delete machineOf(draft, A).guests.debianX
  })
  expect(boxOf(world, 'debianX', A)).toMatchObject({ state: 'stopped', status: 'ADMIN_down' })
})

test('where it runs although it should not, both words are Ganeti’s', () => {
  const up = changed((draft) => {
    const config = revised(configOn(draft, A), (c) => {
      const x = c.instances.debianX
      if (x) x.adminState = 'down'
    })
    machineOf(draft, A).files.config = config
  })
  expect(boxOf(up, 'debianX', A)).toMatchObject({ state: 'running', status: 'ERROR_up' })
  const strayOn = (node: string) =>
    changed((draft) => {
      const guest = machineOf(draft, B).guests.debianZ
      if (guest) machineOf(draft, node).guests.debianZ = guest
      delete machineOf(draft, B).guests.debianZ
    })
  expect(boxOf(strayOn(A), 'debianZ', B)?.status).toBe('ERROR_wrongnode')
  expect(boxOf(strayOn(A), 'debianZ', A)?.state).toBe('running')
  // nodeC is primary of nothing, so the list does not ask it.
  expect(boxOf(strayOn(C), 'debianZ', B)?.status).toBe('ERROR_down')
  expect(boxOf(strayOn(C), 'debianZ', C)?.state).toBe('running')
})

/** nodeB was away for ten minutes; its half of dX is assembled again. */
const resyncing = () => {
  const p = sitting().wait(10).act({ kind: 'power', node: B, to: 'off' }).wait(600)
  p.act({ kind: 'power', node: B, to: 'on' }).wait(30)
  return produce(p.world(), (draft) => {
    const disk = configOn(draft, A).instances.debianX?.disks[0]
    const device = Object.values(machineOf(draft, A).drbd)[0]
    if (disk?.kind !== 'drbd' || !device) throw new Error('debianX has no DRBD disk')
    NODE_CALLS.blockdev_assemble.run(draft, machineOf(draft, B), {
      disk,
      primary: false,
      fresh: false,
    } as never)
    settleDrbd(draft)
    const resync = draft.resyncs[disk.port]
    if (resync) resync.remaining = { at: draft.now, from: 200, perSecond: -18, limit: 0 }
  })
}

test('a returned copy fills from the good one; the fraction follows the clock alone', () => {
  const world = resyncing()
  const link = (at: number) => sceneOf(world, world.now + at, 'is').instances[0]?.link
  expect(link(0)).toMatchObject({ from: A, to: B, state: { is: 'syncing' } })
  const fraction = (at: number) => {
    const state = link(at)?.state
    return state?.is === 'syncing' ? state.fraction : -1
  }
  expect(fraction(2000)).toBeGreaterThan(fraction(500))
  expect(boxOf(world, 'debianX', B)?.state).toBe('stale')
  expect(explain(world, world.now, `instance/debianX@${B}`)).toMatch(
    /incomplete copy.*About \d+ MiB/,
  )
})

test('a live migration: its memory leaves here and arrives there', () => {
  const world = changed((draft) => {
    const guest = machineOf(draft, A).guests.debianX
    if (!guest) throw new Error('debianX does not run')
    machineOf(draft, B).guests.debianX = { ...guest, state: 'arriving' }
    const way = { kind: 'memory' as const, instance: 'debianX', from: A, to: B }
    startTransfer(draft, { ...way, totalMib: 128, perSecond: 32 })
  })
  const rows = asText(draw(sceneOf(world, 2250, 'is'))).split('\n')
  expect(rows[5]).toContain('| | dX>|.>...>...>...>...>...|>dX | ')
  expect(rows[6]).toContain('mem 56%')
})

test('a plain disk on its way fills a line to its new node', () => {
  const world = changed((draft) => {
    const { volumes } = machineOf(draft, C).volumeGroup
    volumes.new = { sizeMib: 2143, instance: 'debianZ' }
    delete machineOf(draft, B).guests.debianZ
    const way = { kind: 'disk' as const, instance: 'debianZ', from: B, to: C }
    startTransfer(draft, { ...way, totalMib: 1000, perSecond: 100 })
  })
  const scene = sceneOf(world, 2100, 'is')
  expect(scene.instances[2]?.copy).toEqual({ from: B, to: C, fraction: 0.21 })
  expect(asText(draw(scene))).toContain('|>>>----------- plain')
})

test('volumes that the configuration has forgotten are drawn as left behind', () => {
  const world = changed((draft) => {
    machineOf(draft, C).volumeGroup.volumes.old = { sizeMib: 100, instance: 'debianX' }
  })
  expect(boxOf(world, 'debianX', C)).toMatchObject({ border: 'removing', state: 'copy' })
})

describe('a failover forced while the old primary is only unplugged', () => {
  const p = sitting().wait(10).act({ kind: 'cable', node: B, is: 'out' }).wait(60)
  const world = produce(p.world(), (draft) => {
    const config = revised(configOn(draft, A), (c) => {
      const y = c.instances.debianY
      if (y) y.primary = C
    })
    machineOf(draft, A).files.config = config
    const instance = config.instances.debianY
    const device = Object.values(machineOf(draft, C).drbd)[0]
    if (!instance || !device) throw new Error('debianY is lost')
    device.role = 'Primary'
    NODE_CALLS.instance_start.run(draft, machineOf(draft, C), { instance })
    draft.now += 30_000
    settleDrbd(draft)
  })

  test('is a split in the picture of what is', () => {
    const later = { ...world, now: world.now + 30_000 }
    const scene = sceneOf(later, later.now, 'is')
    expect(scene.instances[1]?.link?.state).toEqual({ is: 'split' })
    expect(asText(draw(scene))).toContain("| dY'|")
    expect(sentencesOf(scene)[4]).toContain(
      'runs twice, on nodeC and nodeB, split brain: the copies differ',
    )
  })

  test('is nothing that Ganeti knows of', () => {
    const scene = sceneOf(world, world.now, 'known')
    expect(scene.instances[1]?.link?.state).toEqual({ is: 'no peer' })
    expect(scene.instances[1]?.boxes.map((b) => [b.node, b.state])).toEqual([
      [C, 'running'],
      [B, 'unknown'],
    ])
  })
})

describe('a failover typed on the master', () => {
  const p = sitting().wait(10).enter('gnt-instance failover -f debianX')

  test('marks the nodes that its job holds', () => {
    p.wait(1)
    expect(p.scene().nodes.map((n) => n.jobs)).toEqual([[1], [1], []])
    expect(p.picture()).toContain('[job 1]')
  })

  test('shows calls under way, starts the instance on the other node and ends there', () => {
    let calls = 0
    let starting = false
    for (let i = 0; i < 60; i++) {
      p.wait(0.25)
      const scene = p.scene()
      calls += scene.calls.length
      starting ||=
        scene.instances[0]?.boxes.some((b) => b.node === B && b.state === 'starting') ?? false
      expect(scene.instances[0]?.boxes.some((b) => b.status !== null)).toBe(false)
    }
    expect(calls).toBeGreaterThan(3)
    expect(starting).toBe(true)
    expect(sentencesOf(p.scene())[3]).toBe('dX: running on nodeB, copy on nodeA.')
  })
})

test('a call to a node without power gets no answer, and the seconds count', () => {
  const p = sitting().wait(10).act({ kind: 'power', node: B, to: 'off' }).wait(1)
  p.enter('gnt-instance failover -f --ignore-consistency debianY').wait(2)
  const [call] = p.scene().calls
  expect(call).toMatchObject({ from: A, to: B, state: { is: 'no answer' } })
  const seconds = (s = p.scene().calls[0]?.state) => (s?.is === 'no answer' ? s.seconds : -1)
  const before = seconds()
  p.wait(0.5)
  expect(seconds() - before).toBeCloseTo(0.5)
  expect(p.picture()).toMatch(/no answer \d\.\d s/)
})

test('a node that left leaves a gap between its neighbours, and a spare machine is not drawn', () => {
  const definition = {
    ...EXERCISE,
    spareMachines: [
      {
        name: 'nodeD.virt.nsrc.org',
        label: 'node D',
        ip: '10.10.0.14',
        memoryMib: 995,
        volumeGroupMib: 100,
        cpus: 2,
      },
    ],
  }
  const world = produce(startWorld(RULES, definition), (draft) => {
    const config = revised(configOn(draft, A), (c) => {
      delete c.nodes[B]
      c.instances = {}
    })
    machineOf(draft, A).files.config = config
  })
  expect(sceneOf(world, 0, 'is').nodes.map((n) => [n.label, n.removed])).toEqual([
    ['node A', false],
    ['node B', true],
    ['node C', false],
  ])
})

test('a node and a box explain themselves', () => {
  const world = sitting().world()
  expect(explain(world, 0, `node/${B}`)).toBe(
    'nodeB: up. It runs dY, dZ. It is the secondary of dX. Free: 544 MiB of memory, 23305 MiB of disk.',
  )
  expect(explain(world, 0, `instance/debianX@${B}`)).toBe(
    'dX is debianX. dX: running on nodeA, copy on nodeB. Here, on nodeB: an up-to-date copy, not in use.',
  )
  expect(explain(world, 0, 'instance/gone@nodeZ')).toBe('')
})

test('a picture of a hundred nodes is drawn from a world, too', () => {
  const nodes = Array.from({ length: 100 }, (_, i) => ({
    name: `n${i}.example.org`,
    ip: `10.0.0.${i}`,
    memoryMib: 4096,
    volumeGroupMib: 100000,
    cpus: 4,
  }))
  const instances = nodes.map((node, i) => ({
    ...EXERCISE.instances[0]!,
    name: `vm${i}`,
    label: `v${i}`,
    nodes: [node.name, nodes[(i + 7) % 100]!.name],
  }))
  const world = startWorld(RULES, { ...EXERCISE, master: nodes[0]!.name, nodes, instances })
  expect(sceneOf(world, 0, 'is').nodes).toHaveLength(100)
})

test('after gnt-instance migrate dY the picture is the second one of the handout', () => {
  const p = sitting().wait(10).enter('gnt-instance migrate -f dY')
  const words = new Set<string>()
  for (let i = 0; i < 120; i++) {
    p.wait(0.25)
    words.add(p.scene().instances[1]?.link?.state.is ?? '')
  }
  expect(words).toContain('migrating')
  expect(words).not.toContain('no peer')
  expect(p.picture()).toBe(
    trimmed(`
        node A                      node B                    node C
       (master)
  +-----------------+        +-----------------+        +-----------------+
  |                 |        |                 |        |                 |
  | +====+          |  drbd  | ......   ...... |  drbd  | +====+          |
  | | dX |.....................: dX :   : dY :............| dY |          |
  | +====+          |        | :....:   :....: |        | +====+          |
  |                 |        |                 |        |                 |
  |                 |        |        +----+   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        +----+   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`),
  )
})

test('a job that only reads is shown where it runs', () => {
  const p = sitting().wait(10).enter('gnt-cluster verify')
  const seen = new Set<string>()
  for (let i = 0; i < 20; i++) {
    p.wait(0.5)
    for (const node of p.scene().nodes) if (node.jobs.length > 0) seen.add(node.label)
  }
  expect([...seen]).toEqual(['node A'])
})

test('a stopped instance keeps its border and its link', () => {
  const p = sitting().wait(10).enter('gnt-instance shutdown dX').wait(30)
  expect(p.picture()).toContain('| |(dX)|.....................: dX :')
  expect(p.picture()).toContain('ADMIN_down')
  p.enter('gnt-instance startup dX').wait(20)
  expect(p.picture()).toBe(sitting().picture())
})
