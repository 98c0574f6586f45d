import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import { bandRow, geometryOf, slotColumn } from '../../src/diagram/draw/geometry.ts'
import { asText, INK, type Picture } from '../../src/diagram/draw/picture.ts'
import { shapesOf } from '../../src/diagram/draw/svg-paths.ts'
import type { Scene, SceneInstance } from '../../src/diagram/scene/scene.ts'
import { box, drbd, fullName, node, plain, scene, trimmed } from './scenes.ts'

/** A letter for each of many nodes. */
const LETTERS = Array.from({ length: 40 }, (_, i) => String.fromCodePoint(0x41 + i))

const nodeName = fc.oneof(
  fc.constantFrom('node A', 'nodeB', 'n1', 'node-17', 'database-server-17', 'k'.repeat(40)),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,24}$/),
)
const label = fc.oneof(fc.constantFrom('dX', 'web', 'debian10'), fc.stringMatching(/^[a-z]{1,20}$/))

/** Clusters of 2 to 40 nodes whose instances stand anywhere; some are copied to another node. */
const clusters: fc.Arbitrary<Scene> = fc
  .record({
    titles: fc.array(nodeName, { minLength: 2, maxLength: 40 }),
    disks: fc.array(
      fc.record({
        label,
        a: fc.nat(39),
        away: fc.nat(38),
        kind: fc.constantFrom('d', 'd', 'p', 'c'),
      }),
      { maxLength: 60 },
    ),
    flags: fc.array(fc.record({ drained: fc.boolean(), offline: fc.boolean() }), {
      minLength: 40,
      maxLength: 40,
    }),
  })
  .map(({ titles, disks, flags }) => {
    const count = titles.length
    const instances = disks.map(({ a, away, kind, ...disk }, i): SceneInstance => {
      const first = LETTERS[a % count] ?? ''
      const second = LETTERS[((a % count) + 1 + (away % (count - 1))) % count] ?? ''
      const name = `i${i}`
      if (kind === 'd') return { ...drbd(name, first + second), name, label: disk.label }
      if (kind === 'p') return { ...plain(name, first), name, label: disk.label }
      return {
        ...plain(name, first),
        name,
        label: disk.label,
        boxes: [box(first, 'plain', 'stopped'), box(second, 'building', 'copy')],
        copy: { from: fullName(first), to: fullName(second), fraction: 0.5 },
      }
    })
    const nodes = titles.map((title, i) => node(LETTERS[i] ?? '', { label: title, ...flags[i] }))
    return scene(nodes, instances)
  })

interface Cell {
  x: number
  y: number
}

const down = (x: number, from: number, to: number): Cell[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({ x, y: from + i }))
const across = (y: number, from: number, to: number): Cell[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({ x: from + i, y }))

/** Every cell on the way of every wire, whatever is drawn over it. */
const wireCells = (s: Scene): { vertical: Cell[]; horizontal: Cell[] } => {
  const g = geometryOf(s)
  const straight = s.instances.flatMap(({ name, link }) => {
    if (!link || !g.places.straight.has(name)) return []
    const ends = [link.from, link.to].map((n) => {
      const place = g.places.drbd.get(`${name}@${n}`)
      const columns = g.nodes.get(n)
      if (!place || !columns) throw new Error('an end without a place')
      return { x: slotColumn(g, columns, place.slot), y: bandRow(g, place.band) + 1 }
    })
    const [a, b] = ends.sort((p, q) => p.x - q.x)
    return across(a?.y ?? 0, (a?.x ?? 0) + g.boxWidth, (b?.x ?? 0) - 1)
  })
  return {
    vertical: g.lanes.flatMap(({ y, ends }) => ends.flatMap((end) => down(end.x, y + 1, end.row))),
    horizontal: [
      ...straight,
      ...g.lanes.flatMap(({ ends }) =>
        ends.flatMap(({ row, entry }) => (entry ? across(row, ...entry) : [])),
      ),
    ],
  }
}

/** The cells of names: of nodes in their row, of instances on their lanes. */
const nameCells = (s: Scene, picture: Picture): Set<string> => {
  const { rows } = geometryOf(s)
  const cells = new Set<string>()
  for (let y = 0; y <= rows.title; y++)
    for (const [x, char] of [...(picture.rows[y] ?? '')].entries())
      if (char !== ' ' && picture.strokes[y]?.[x] === 't' && picture.inks[y]?.[x] !== INK.arrow)
        cells.add(`${x} ${y}`)
  return cells
}

const within = ({ x, y }: Cell, picture: Picture): boolean =>
  picture.regions.some(
    (r) =>
      r.of.kind === 'instance' && x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height,
  )

const runs = { numRuns: 150, seed: 7 }

describe('in every cluster', () => {
  test('no wire runs through a name or a box', () => {
    fc.assert(
      fc.property(clusters, (s) => {
        const picture = draw(s)
        const names = nameCells(s, picture)
        const { vertical, horizontal } = wireCells(s)
        for (const cell of [...vertical, ...horizontal]) {
          expect(within(cell, picture), `in a box: ${JSON.stringify(cell)}`).toBe(false)
          expect(names.has(`${cell.x} ${cell.y}`), `in a name: ${JSON.stringify(cell)}`).toBe(false)
        }
      }),
      runs,
    )
  })

  test('wires are drawn where the law looks for them, and none lies on another', () => {
    fc.assert(
      fc.property(clusters, (s) => {
        const picture = draw(s)
        const { vertical, horizontal } = wireCells(s)
        const columns = new Set(vertical.map(({ x, y }) => `${x} ${y}`))
        expect(columns.size).toBe(vertical.length)
        const lines = vertical.filter(({ x, y }) => y > 0 && picture.strokes[y]?.[x] === 'l')
        for (const { x, y } of lines)
          expect(':|.+-'.includes(picture.rows[y]?.[x] ?? ' ')).toBe(true)
        for (const { x, y } of horizontal)
          expect('.:-|'.includes(picture.rows[y]?.[x] ?? ' ')).toBe(true)
      }),
      runs,
    )
  })

  test('every lane says whose it is, in a place of its own', () => {
    fc.assert(
      fc.property(clusters, (s) => {
        const g = geometryOf(s)
        const { rows } = draw(s)
        for (const lane of g.lanes) {
          const name = g.labels.get(lane.instance.name)
          expect(rows[lane.y]?.slice(lane.x, lane.last + 1)).toContain(` ${name} `)
        }
      }),
      runs,
    )
  })
})

test('a link that a title is in the way of comes down beside the node and enters through the wall', () => {
  const s = scene(
    ['A', 'B', 'C'].map((letter) => node(letter, { label: 'a-long-node-name' })),
    [drbd('d1', 'AC')],
  )
  expect(asText(draw(s))).toBe(
    trimmed(`
  ....................... drbd d1 .....................................................
  :  a-long-node-name                a-long-node-name              a-long-node-name   :
  :      (master)                                                                     :
  : +-----------------+            +-----------------+            +-----------------+ :
  : |                 |            |                 |            |                 | :
  : | +====+          |            |                 |            |          ...... | :
  :...| d1 |          |            |                 |            |          : d1 :...:
    | +====+          |            |                 |            |          :....: |
    |                 |            |                 |            |                 |
    |                 |            |                 |            |                 |
    |                 |            |                 |            |                 |
    |                 |            |                 |            |                 |
    +--------+--------+            +-------+---------+            +-------+---------+
             |                             |                              |
-------------+-----------------------------+------------------------------+-------------`),
  )
})

test('a box that stands over the wire of its node is not plugged into it', () => {
  const s = scene([node('A')], [plain('d5', 'A'), plain('d7', 'A')])
  const picture = draw(s)
  const row = (y: number) =>
    shapesOf({
      y,
      chars: picture.rows[y] ?? '',
      above: picture.rows[y - 1] ?? '',
      below: picture.rows[y + 1] ?? '',
      inks: picture.inks[y] ?? '',
      strokes: picture.strokes[y] ?? '',
      strokesAbove: picture.strokes[y - 1] ?? '',
      strokesBelow: picture.strokes[y + 1] ?? '',
    })
      .lines.map(([, path]) => path)
      .join('')
  const stub = picture.stubs[0]
  if (!stub) throw new Error('no stub')
  const [centre, wall] = [(stub.x + 0.5) * 10, stub.y - 1]
  expect(picture.rows[wall - 1]?.[stub.x]).toBe('+')
  // The junction reaches down to the wire, and not up to the box.
  expect(row(wall)).toContain(`M${centre} ${wall * 20 + 6}V${wall * 20 + 20}`)
  expect(row(wall - 1)).toContain(`V${wall * 20 - 6}`)
})
