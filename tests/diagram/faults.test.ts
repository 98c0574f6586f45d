import { describe, expect, test } from 'vitest'
import { drawCompact } from '../../src/diagram/draw/compact.ts'
import { draw } from '../../src/diagram/draw/draw.ts'
import { asText, INK } from '../../src/diagram/draw/picture.ts'
import { drawTiles } from '../../src/diagram/draw/tiles.ts'
import type { Scene, SceneNode } from '../../src/diagram/scene/scene.ts'
import { sentencesOf } from '../../src/diagram/words/sentences.ts'
import { drbd, fullName, node, nodes, plain, scene, start, trimmed } from './scenes.ts'

const text = (s: Scene): string => asText(draw(s))

/** The ink under the first character of `word`. */
const inkOf = (s: Scene, word: string): string | undefined => {
  const picture = draw(s)
  const y = picture.rows.findIndex((row) => row.includes(word))
  return picture.inks[y]?.[picture.rows[y]?.indexOf(word) ?? -1]
}

const twoMasters = (): Scene =>
  scene(
    nodes('ABC', {
      A: { master: true, rival: true },
      B: { master: true, rival: true },
      C: { believes: { name: fullName('B'), label: 'node B' } },
    }),
    [drbd('dX', 'AB'), drbd('dY', 'BC'), plain('dZ', 'B')],
    { wires: [{ nodes: [fullName('A'), fullName('B')], is: 'cut' }] },
  )

const lostDisks = (): Scene => {
  const s = start()
  for (const instance of s.instances)
    for (const box of instance.boxes) if (box.node === fullName('B')) box.diskLost = true
  for (const { link } of s.instances) if (link) link.state = { is: 'diskless' }
  const b = s.nodes[1]
  if (b) b.volumeGroup = 'failed'
  return s
}

describe('two masters', () => {
  test('are in both titles, in both boxes, and red', () => {
    expect(text(twoMasters())).toBe(
      trimmed(`
        node A                      node B                    node C
       (master)                    (master)                  (for B)
  +-----------------+        +-----------------+        +-----------------+
  |    2 masters    |        |    2 masters    |        |                 |
  | +====+          |  drbd  | ......   +====+ |  drbd  | ......          |
  | | dX |.....................: dX :   | dY |............: dY :          |
  | +====+          |        | :....:   +====+ |        | :....:          |
  |                 |        |                 |        |                 |
  |                 |        |        +----+   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        +----+   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------
                    A x B cut`),
    )
    expect(inkOf(twoMasters(), '(master)')).toBe(INK.bad)
    expect(inkOf(twoMasters(), '2 masters')).toBe(INK.bad)
  })

  test('are as plain in the small pictures and in words', () => {
    const compact = asText(drawCompact(twoMasters(), 3))
    expect(compact.match(/\(master\)/g)).toHaveLength(2)
    expect(compact.match(/2 masters/g)).toHaveLength(2)
    expect(compact).toContain('A x B cut')
    expect(asText(drawTiles(twoMasters(), 3))).toContain('2 masters  A x B cut')
    expect(sentencesOf(twoMasters())).toEqual(
      expect.arrayContaining([
        'nodeA: up, master, but not the only one.',
        'nodeC: up, considers nodeB the master.',
        'The link between nodeA and nodeB is cut.',
      ]),
    )
  })

  test('one master has no colour, and who wrongly takes itself for it has a question mark', () => {
    const facts: Partial<SceneNode> = { believes: { name: fullName('B'), label: 'node B' } }
    const s = scene(nodes('AB', { B: { ...facts, oldConfig: { has: 1, master: 2 } } }))
    expect(inkOf(s, '(master)')).toBe(INK.strong)
    expect(text(s)).toContain('(master?)(old config)')
    expect(text(s)).toContain('[1<2]')
    expect(sentencesOf(s)[1]).toContain('considers itself the master')
  })
})

test('flags that do not fit are shortened before they are cut', () => {
  const s = scene([
    node('A', {
      master: false,
      believes: { name: fullName('A'), label: 'node A' },
      votes: { got: 0, of: 2 },
      oldConfig: { has: 1, master: 2 },
    }),
    node('B', { master: true }),
  ])
  expect(text(s)).toContain('(master?)(votes 0/2)(old)')
})

const fact = (facts: Partial<SceneNode>): string =>
  draw(scene([node('B', { master: false, ...facts })])).rows[5]?.slice(2, 21) ?? ''

test('a node says what is broken in it, the gravest first and how much more there is', () => {
  expect(fact({ deadDaemons: ['noded'] })).toBe('|   noded dead    |')
  expect(fact({ deadDaemons: ['noded', 'confd'] })).toBe('| 2 daemons dead  |')
  expect(fact({ volumeGroup: 'failed' })).toBe('|    VG failed    |')
  expect(fact({ volumeGroup: 'full' })).toBe('|     VG full     |')
  expect(fact({ volumeGroup: 'full', cable: 'out' })).toBe('|  cable out +1   |')
  expect(fact({ volumeGroup: 'failed', cable: 'out', deadDaemons: ['noded'] })).toBe(
    '|  VG failed +2   |',
  )
  expect(fact({ power: { is: 'off' } })).toBe('|    power off    |')
})

test('the node’s sentence names what has no room in its box', () => {
  const s = scene([node('B', { volumeGroup: 'failed', cable: 'out', deadDaemons: ['noded'] })])
  expect(sentencesOf(s)[0]).toBe(
    'nodeB: running, network cable out, volume group failed, noded dead.',
  )
})

test('disks that are lost have lost their corners; what runs from them goes on', () => {
  expect(text(lostDisks())).toBe(
    trimmed(`
        node A                      node B                    node C
       (master)
  +-----------------+        +-----------------+        +-----------------+
  |                 |        |    VG failed    |        |                 |
  | +====+          |  drbd  | x....x   x====x |  drbd  | ......          |
  | | dX |.....................: dX :   | dY |............: dY :          |
  | +====+          |diskless| x....x   x====x |diskless| :....:          |
  |                 |        |                 |        |                 |
  |                 |        |        x----x   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        x----x   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`),
  )
  expect(sentencesOf(lostDisks())[4]).toBe('dY: running on nodeB, the disk on nodeB is lost.')
  expect(asText(drawCompact(lostDisks(), 3))).toContain('|=dY=  lost|')
  expect(asText(drawTiles(lostDisks(), 3))).toContain('|~~~')
})

describe('connections', () => {
  const between = (a: string, b: string, is: 'cut' | 'slow') => ({
    nodes: [fullName(a), fullName(b)] as [string, string],
    is,
  })
  const noteOf = (rest: Partial<Scene>): string =>
    draw(scene(nodes('ABC'), [], rest)).rows[16]?.trimEnd() ?? ''

  test('stand under the bus between their nodes, beside what else stands there', () => {
    expect(noteOf({ wires: [between('A', 'B', 'cut'), between('A', 'C', 'slow')] })).toBe(
      `${' '.repeat(20)}A x B cut    A ~ C slow`,
    )
    const call = {
      from: fullName('A'),
      to: fullName('B'),
      state: { is: 'no answer', seconds: 2.1 },
    } as const
    expect(noteOf({ wires: [between('A', 'B', 'cut')], calls: [call] })).toBe(
      `${' '.repeat(20)}A x B cut  no answer 2.1 s`,
    )
  })

  test('that are slow say so under the link, also while it copies', () => {
    const s = start()
    for (const { link } of s.instances) if (link) link.slow = true
    expect(text(s).match(/ {2}slow {2}/g)).toHaveLength(2)
    const [x] = s.instances
    if (x?.link) x.link.state = { is: 'syncing', fraction: 0.42 }
    expect(text(s)).toContain('42% slow')
    expect(sentencesOf(s)[3]).toContain('the link between its copies is slow')
  })
})

describe('split brain', () => {
  const split = () =>
    scene(nodes('ABC'), [
      drbd('dX', 'AB', { state: 'split', copy: 'split', link: { is: 'split' } }),
    ])

  test('is torn in the large picture, named in the small ones', () => {
    expect(text(split())).toContain('| SPLIT  |')
    expect(text(split())).toContain('| | dX\'|............ =/= ....: dX":')
    expect(asText(drawCompact(split(), 3)).match(/SPLIT/g)).toHaveLength(2)
    expect(asText(drawTiles(split(), 3))).toMatch(/\|!.*\|!.*\n.*\nSPLIT dX$/)
  })

  test('of far nodes is torn on its way over the titles', () => {
    const far = scene(nodes('ABC'), [
      drbd('dX', 'AC', { state: 'split', copy: 'split', link: { is: 'split' } }),
    ])
    expect(text(far)).toContain(' SPLIT dX =/= ')
  })
})
