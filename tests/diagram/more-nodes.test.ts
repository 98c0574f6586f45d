import { describe, expect, test } from 'vitest'
import { compactSize, drawCompact } from '../../src/diagram/draw/compact.ts'
import { draw } from '../../src/diagram/draw/draw.ts'
import { layoutOf, sizeOf } from '../../src/diagram/draw/layout.ts'
import { asText, cropped, type Picture, regionAt } from '../../src/diagram/draw/picture.ts'
import { drawTiles, tilesSize } from '../../src/diagram/draw/tiles.ts'
import { closeUp, type SceneInstance } from '../../src/diagram/scene/scene.ts'
import { box, drbd, fullName, nodes, off, plain, scene, start, trimmed } from './scenes.ts'

const six = scene(nodes('ABCDEF', { B: { drained: true }, E: { ...off, offline: true } }), [
  drbd('dX', 'AB'),
  drbd('d3', 'DA'),
  drbd('dY', 'BC'),
  drbd('d4', 'FC', { copy: 'stale', link: { is: 'syncing', fraction: 0.42 } }),
  drbd('d5', 'DE', { copy: 'stale', link: { is: 'no peer' } }),
  drbd('d6', 'EF', { state: 'crashed', status: 'ERROR_nodeoffline', link: { is: 'no peer' } }),
  plain('dZ', 'B'),
])

test('the compact picture has a line per disk and names peers instead of linking them', () => {
  expect(asText(drawCompact(six, 6))).toBe(
    trimmed(`
   node A        node B        node C        node D        node E        node F
  (master)     (drained)                                 (offline)
+----------+  /----------\\  +----------+  +----------+  + - - - - -+  +----------+
|=dX= B    |  |:dX: A    |  |:dY: B    |  |=d3= A    |  |:d5:~     |  |=d4= C    |
|:d3: D    |  |=dY= C    |  |:d4:~  42%|  |=d5=  no E|   =d6=x down   |:d6: E    |
|          |  |-dZ-      |  |          |  |          |  |power off |  |          |
+----+-----+  \\----+-----/  +----+-----+  +----+-----+  + - -o- - -+  +----+-----+
     |             |             |             |                           |
-----+-------------+-------------+-------------+---------------------------+------`),
  )
})

test('the compact picture breaks into rows of nodes and grows with long names', () => {
  const long = scene(nodes('ABC'), [drbd('dX', 'AB'), { ...plain('dZ', 'C'), label: 'webshop' }])
  const rows = asText(drawCompact(long, 2)).split('\n')
  expect(rows[0]).toBe('     node A            node B')
  expect(rows.filter((row) => row.includes('node C'))).toHaveLength(1)
  expect(rows.join('\n')).toContain('|-web*op-      |')
})

test('in the compact picture nodes with like names are told apart by the rest', () => {
  const many = nodes('ABCDEFGHIJKL').map((node, i) => ({
    ...node,
    label: `node${`${i + 1}`.padStart(2, '0')}`,
  }))
  const text = asText(drawCompact(scene(many, [drbd('d1', 'AB'), drbd('d2', 'AK')]), 6))
  expect(text).toContain('|=d1= 02')
  expect(text).toContain('|=d2= 11')
})

const tile = (letters: string, facts = {}) => nodes(letters, facts)

test('a tile has one character per disk, and says what is the matter', () => {
  const picture = scene(tile('ABCDEF', { D: off, E: { drained: true }, F: { offline: true } }), [
    drbd('d1', 'AB'),
    drbd('d2', 'AC', { copy: 'stale', link: { is: 'syncing', fraction: 0.5 } }),
    drbd('d3', 'DB', { state: 'crashed', status: 'ERROR_nodedown', link: { is: 'no peer' } }),
    drbd('d4', 'BC', { copy: 'stale', link: { is: 'no peer' } }),
    plain('d5', 'E'),
  ])
  expect(asText(drawTiles(picture, 4))).toBe(
    trimmed(`
+AM----+ +B-----+ +C-----+ +D- - -+
|==    | |::=   | |%~    |  x
+syncs-+ +1 copy+ +stale-+ + off -+

/Ed----\\ +Fo----+
|-     | |      |
\\------/ +------+`),
  )
})

test('a tile with more disks than characters says so', () => {
  const many = Array.from({ length: 8 }, (_, i) => plain(`d${i}`, 'A'))
  expect(drawTiles(scene(nodes('A'), many), 1).rows[1]).toBe('|-----+|')
})

describe('the layout', () => {
  const of = (count: number, width: number, height: number, disks: SceneInstance[] = []) => {
    const many = scene(nodes('ABCDEFGHIJKLMNOPQRSTUVWXYZ'.slice(0, count)), disks)
    return layoutOf(many, sizeOf(cropped(draw(many))), { width, height })
  }
  const open = Number.POSITIVE_INFINITY

  test('is full size while a cell is at least 8 pixels wide', () => {
    expect(of(3, 1000, 440)).toEqual({ kind: 'full' })
    expect(of(3, 608, 440)).toEqual({ kind: 'full' })
    expect(of(5, 1064, 440)).toEqual({ kind: 'full' })
  })
  test('is compact under that, and on phones', () => {
    expect(of(3, 607, 440)).toEqual({ kind: 'compact', perRow: 3 })
    expect(of(3, 370, open)).toEqual({ kind: 'compact', perRow: 3 })
    expect(of(3, 250, open)).toEqual({ kind: 'compact', perRow: 2 })
    expect(of(5, 1000, 440)).toEqual({ kind: 'compact', perRow: 5 })
  })
  test('breaks into as many rows as make the largest picture that fits', () => {
    expect(of(12, 1000, 416)).toEqual({ kind: 'compact', perRow: 6 })
    expect(of(12, 1600, 220)).toEqual({ kind: 'compact', perRow: 12 })
    expect(of(12, 300, open)).toEqual({ kind: 'compact', perRow: 3 })
  })
  test('is tiles from 13 nodes on', () => {
    expect(of(13, 1000, 440)).toEqual({ kind: 'tiles', perRow: 7 })
    expect(of(13, 370, open)).toEqual({ kind: 'tiles', perRow: 5 })
  })
  test('gives way where the room is low', () => {
    expect(of(3, 1000, 204)).toEqual({ kind: 'full' })
    expect(of(3, 1000, 203)).toEqual({ kind: 'compact', perRow: 3 })
  })
})

describe('the size of a small picture is known before it is drawn', () => {
  const disks = [drbd('dX', 'AB'), drbd('dY', 'AB'), drbd('d3', 'AC'), drbd('d4', 'AD')]
  const many = scene(nodes('ABCDEFG', { A: off }), [...disks, plain('dZ', 'G')])
  const shown = ({ width, rows }: Picture) => ({ columns: width, rows: rows.length })

  test.each([1, 2, 3, 4, 7])('%i nodes side by side', (perRow) => {
    const { columns, rows } = shown(drawCompact(many, perRow))
    // The last row of all is left out where there is nothing to note.
    expect({ columns, rows: rows + 1 }).toEqual(compactSize(many, perRow))
    const tiles = shown(drawTiles(many, perRow))
    expect({ columns: tiles.columns, rows: tiles.rows + 1 }).toEqual(tilesSize(many, perRow))
  })
})

test('long names widen every box', () => {
  const picture = draw(
    scene(nodes('AB'), [
      { ...drbd('dX', 'AB'), label: 'debianx' },
      { ...plain('dZ', 'B'), label: 'web' },
    ]),
  )
  expect(asText(picture)).toBe(
    trimmed(`
             node A                                node B
            (master)
  +---------------------------+        +---------------------------+
  |                           |        |                           |
  | +=========+               |  drbd  | ...........               |
  | | debianx |..........................: debianx :               |
  | +=========+               |        | :.........:               |
  |                           |        |                           |
  |                           |        |             +---------+   |
  |                           |        |       plain | web     |   |
  |                           |        |             +---------+   |
  +-------------+-------------+        +------------+--------------+
                |                                   |
----------------+-----------------------------------+----------------`),
  )
})

test('names that are too long keep their beginning and their end, and never look the same', () => {
  const picture = draw(
    scene(nodes('A'), [
      { ...plain('d1', 'A'), name: 'a', label: 'database-primary-01' },
      { ...plain('d2', 'A'), name: 'b', label: 'database-standby-01' },
      { ...plain('d3', 'A'), name: 'c', label: 'mail.example.org' },
    ]),
  )
  const text = asText(picture)
  expect(text).toContain('| database*1 |')
  expect(text).toContain('| database*2 |')
  expect(text).toContain('| mail       |')
})

test('more than two DRBD disks on a node repeat the band, one straight line per pair and band', () => {
  const picture = scene(nodes('ABC'), [
    drbd('d1', 'AB'),
    drbd('d2', 'AB'),
    drbd('d3', 'BC'),
    drbd('d4', 'CA'),
    drbd('d5', 'AB'),
  ])
  expect(asText(draw(picture))).toBe(
    trimmed(`
   ............................................. drbd d4 .................
   : ................ drbd d2 ...............                            :
   : :  node A                      node B  :                 node C     :
   : : (master)                             :                            :
  +:-:--------------+        +--------------:--+        +----------------:+
  |: :              |        |              :  |        |                :|
  |:+====+   +====+ |  drbd  | ......   ...... |        |                :|
  |:| d2 |   | d1 |............: d1 :   : d2 : |        |                :|
  |:+====+   +====+ |        | :....:   :....: |        |                :|
  |:                |        |                 |        |                :|
  |:......   +====+ |  drbd  | ......   +====+ |  drbd  | ......   +====+:|
  |:: d4 :   | d5 |............: d5 :   | d3 |............: d3 :   | d4 |:|
  | :....:   +====+ |        | :....:   +====+ |        | :....:   +====+ |
  |                 |        |                 |        |                 |
  |                 |        |                 |        |                 |
  |                 |        |                 |        |                 |
  |                 |        |                 |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`),
  )
})

test('a second link of the same neighbours goes over the titles', () => {
  const text = asText(draw(scene(nodes('AB'), [drbd('d1', 'AB'), drbd('d2', 'AB')])))
  expect(text.split('\n')[0]).toBe('     ................ drbd d2 ...............')
})

test('lanes over the same node lie above each other, the shorter one low', () => {
  const picture = draw(scene(nodes('ABCD'), [drbd('d1', 'AD'), drbd('d2', 'CA')]))
  expect(picture.rows[0]).toContain('drbd d1')
  expect(picture.rows[1]).toContain('drbd d2')
})

test('every link reaches its boxes and no line runs through a box', () => {
  const letters = 'ABCD'
  for (let seed = 1; seed < 60; seed++) {
    const instances: SceneInstance[] = []
    let state = seed
    const next = (below: number) => {
      state = (state * 48271) % 2147483647
      return state % below
    }
    for (let i = 0; i < 1 + next(6); i++) {
      const a = next(4)
      const b = (a + 1 + next(3)) % 4
      instances.push(drbd(`d${i}`, `${letters[a]}${letters[b]}`))
    }
    const picture = draw(scene(nodes(letters), instances))
    for (const region of picture.regions) {
      if (region.of.kind !== 'instance') continue
      const middle = picture.rows[region.y + 1]?.slice(region.x, region.x + region.width)
      const instance = instances.find(
        (i) => i.name === (region.of as { instance: string }).instance,
      )
      const primary = instance?.boxes[0]?.node === region.of.node
      expect(middle).toBe(primary ? `| ${instance?.label} |` : `: ${instance?.label} :`)
      const top = picture.rows[region.y]?.slice(region.x, region.x + region.width)
      expect(top).toBe(primary ? '+====+' : '......')
    }
  }
})

test('two words on one node are both shortened', () => {
  const picture = scene(nodes('AB'), [
    drbd('dX', 'AB', { state: 'stopped', status: 'ADMIN_down' }),
    drbd('dY', 'AB', { state: 'crashed', status: 'ERROR_down' }),
  ])
  expect(draw(picture).rows[9]?.slice(2, 21)).toBe('|ERR_down ADM_down|')
})

test('what concerns the whole node is said once', () => {
  const picture = scene(nodes('AB', { A: off }), [
    drbd('dX', 'AB', { state: 'crashed', status: 'ERROR_nodedown', link: { is: 'no peer' } }),
    plain('dZ', 'A', 'crashed', 'ERROR_nodedown'),
  ])
  expect(asText(draw(picture)).match(/ERROR_nodedown/g)).toHaveLength(1)
})

test('a copy to a far node goes over the titles', () => {
  const moving: SceneInstance = {
    ...plain('dZ', 'A'),
    boxes: [box('A', 'plain', 'stopped'), box('C', 'building', 'copy')],
    copy: { from: fullName('A'), to: fullName('C'), fraction: 0.5 },
  }
  expect(draw(scene(nodes('ABC'), [moving])).rows[1]?.trim()).toMatch(/^>+ copy dZ 50% >*-+$/)
})

test('a cell knows its box, and a cell between boxes its node', () => {
  const picture = draw(start())
  expect(regionAt(picture, 5, 7)?.id).toBe('instance/debianX@nodeA.example.org')
  expect(regionAt(picture, 12, 9)?.id).toBe('node/nodeA.example.org')
  expect(regionAt(picture, 24, 9)).toBeUndefined()
})

test('a close-up shows a node and the nodes it shares disks with', () => {
  const near = closeUp(six, fullName('E'))
  expect(near.nodes.map((n) => n.label)).toEqual(['node D', 'node E', 'node F'])
  expect(near.instances.map((i) => i.label)).toEqual(['d3', 'd4', 'd5', 'd6'])
})

test('a close-up leaves out no instance of the nodes it shows', () => {
  const down = scene(six.nodes, [
    drbd('d1', 'DE'),
    drbd('d2', 'DA', { state: 'crashed', link: { is: 'no peer' } }),
    drbd('d3', 'AD'),
    drbd('dX', 'AB'),
  ])
  const near = closeUp(down, fullName('E'))
  const boxesIn = ({ regions }: Picture) =>
    regions.flatMap(({ id, of }) => (of.kind === 'instance' ? [id] : [])).sort()
  const all = ['debian1@nodeD', 'debian1@nodeE', 'debian2@nodeD', 'debian3@nodeD'].map(
    (id) => `instance/${id}.example.org`,
  )
  expect(boxesIn(draw(near))).toEqual(all)
  expect(asText(draw(near))).toContain('|xd2x|')
  expect(boxesIn(drawCompact(near, 2))).toEqual(all)
  expect(asText(drawCompact(near, 2))).toContain('|:d3: A')
  expect(asText(drawCompact(near, 2))).toMatch(/=d2=x +down/)
})

test('on a phone, three nodes stay on one network while they can be read there; more nodes break', () => {
  const phone = { width: 351, height: 360 }
  const layoutIn = (s: typeof six, room: typeof phone) =>
    layoutOf(s, sizeOf(cropped(draw(s))), room)
  expect(layoutIn(start(), phone)).toEqual({ kind: 'compact', perRow: 3 })
  expect(layoutIn(start(), { width: 200, height: 600 })).not.toMatchObject({ perRow: 3 })
  expect(layoutIn(six, phone)).not.toMatchObject({ perRow: 6 })
})

test('a hundred nodes in a low room are scrolled down, and not sideways as well', () => {
  const many = scene(
    Array.from({ length: 100 }, (_, i) => ({ ...nodes('A')[0], name: `node${i}` })) as ReturnType<
      typeof nodes
    >,
    [],
  )
  const layout = layoutOf(many, null, { width: 948, height: 232 })
  const perRow = layout.kind === 'tiles' ? layout.perRow : 0
  expect(tilesSize(many, perRow).columns * 6).toBeLessThanOrEqual(948)
  expect(tilesSize(many, perRow + 3).columns * 6).toBeGreaterThan(948)
})
