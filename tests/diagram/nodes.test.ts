import { describe, expect, test } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import { asText } from '../../src/diagram/draw/picture.ts'
import type { SceneCall, SceneNode } from '../../src/diagram/scene/scene.ts'
import { fullName, node, nodes, off, scene, trimmed } from './scenes.ts'

/** Title, flags, top wall, the row of facts, one more, one below, bottom wall, wire and bus. */
const ROWS = [2, 3, 4, 5, 6, 12, 13, 14, 15]

const one = (facts: Partial<SceneNode>): string => {
  const { rows } = draw(scene([node('B', facts)]))
  return ROWS.map((row) => rows[row]?.slice(0, 22).trimEnd()).join('\n')
}

const states: [string, Partial<SceneNode>, string][] = [
  [
    'up',
    {},
    `
        node B

  +-----------------+
  |                 |
  |                 |
  |                 |
  +--------+--------+
           |
-----------+----------`,
  ],
  [
    'drained',
    { drained: true },
    `
        node B
      (drained)
    /-------------\\
   /               \\
  |                 |
   \\               /
    \\------+------/
           |
-----------+----------`,
  ],
  [
    'offline and running',
    { offline: true },
    `
        node B
      (offline)
  +-----------------+
  |                 |
  |                 |
  |                 |
  +--------o--------+

----------------------`,
  ],
  [
    'without power',
    off,
    `
        node B

  + - - - - - - - - +
  |    power off    |


  + - - - -+- - - - +
           |
-----------+----------`,
  ],
  [
    'without power and offline',
    { ...off, offline: true },
    `
        node B
      (offline)
  + - - - - - - - - +
  |    power off    |


  + - - - -o- - - - +

----------------------`,
  ],
  [
    'booting, its walls solid from the bottom up',
    { power: { is: 'booting', fraction: 0.4 } },
    `
        node B

  + - - - - - - - - +
  |   booting 40%   |

  |                 |
  +--------+--------+
           |
-----------+----------`,
  ],
  [
    'with its cable out',
    { cable: 'out' },
    `
        node B

  +-----------------+
  |    cable out    |
  |                 |
  |                 |
  +--------+--------+
           x
-----------+----------`,
  ],
  [
    'locked by a job',
    { jobs: [16] },
    `
        node B

  +----[job 16]-----+
  |                 |
  |                 |
  |                 |
  +--------+--------+
           |
-----------+----------`,
  ],
  [
    'with an old configuration',
    { oldConfig: { has: 41, master: 44 } },
    `
        node B
     (old config)
  +-----------------+
  |                 |
  |                 |
  |                 |
  +--------+[41<44]-+
           |
-----------+----------`,
  ],
  [
    'asking for votes',
    { votes: { got: 2, of: 3 } },
    `
        node B
     (votes 2/3)
  +-----------------+
  |                 |
  |                 |
  |                 |
  +--------+--------+
           |
-----------+----------`,
  ],
]

const trimmedRows = (art: string): string => trimmed(art)

describe('a node is drawn', () => {
  test.each(states)('%s', (_, facts, art) => {
    expect(one(facts).replace(/^\n+/, '')).toBe(trimmedRows(art))
  })
})

test('a removed node leaves its gap', () => {
  const picture = draw(scene(nodes('ABC', { B: { removed: true } })))
  expect(picture.rows[2]).toMatch(/^ {8}node A {48}node C/)
  expect(picture.rows[15]).toBe(`${'-'.repeat(11)}+${'-'.repeat(52)}+${'-'.repeat(11)}`)
})

test('flags and facts combine', () => {
  const text = asText(draw(scene(nodes('AB', { A: { drained: true, cable: 'out' } }))))
  expect(text).toContain('(master)(drained)')
  expect(text).toContain('cable out')
})

test('more jobs than fit in the wall are counted', () => {
  expect(draw(scene(nodes('A', { A: { jobs: [1, 2] } }))).rows[4]).toContain('[jobs 1,2]')
  expect(draw(scene(nodes('A', { A: { jobs: [16, 17, 18] } }))).rows[4]).toContain('[3 jobs]')
})

const call = (state: SceneCall['state']): SceneCall => ({
  from: fullName('A'),
  to: fullName('B'),
  state,
})

const below = (rest: Parameters<typeof scene>[2], facts = {}): string =>
  draw(scene(nodes('ABC', facts), [], rest))
    .rows.slice(13)
    .map((row) => row.trimEnd())
    .join('\n')
    .trimEnd()

describe('on the bus', () => {
  test('a call is in flight', () => {
    expect(below({ calls: [call({ is: 'out', fraction: 0.42 })] })).toBe(
      trimmed(`
  +--------+--------+        +-------+---------+        +-------+---------+
           v                         ^                          |
-----------+-------->->--------------+--------------------------+-----------`),
    )
  })

  test('its answer comes back', () => {
    expect(below({ calls: [call({ is: 'back', fraction: 0.5 })] })).toBe(
      trimmed(`
  +--------+--------+        +-------+---------+        +-------+---------+
           ^                         v                          |
-----------+------------<-<----------+--------------------------+-----------`),
    )
  })

  test('a call gets no answer', () => {
    expect(below({ calls: [call({ is: 'no answer', seconds: 2.1 })] })).toBe(
      trimmed(`
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         ?                          |
-----------+-------------------------+--------------------------+-----------
                              no answer 2.1 s`),
    )
  })

  test('the cluster address moves', () => {
    expect(below({ clusterIp: { from: fullName('A'), to: fullName('B'), fraction: 0.55 } })).toBe(
      trimmed(`
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+------------[ip]---------+--------------------------+-----------`),
    )
  })

  test('nothing moves when nothing may move, and the wait is still shown', () => {
    const calls = [call({ is: 'out', fraction: 0.42 })]
    const picture = draw(scene(nodes('AB'), [], { calls }), { still: true })
    expect(picture.rows[15]).not.toContain('>')
  })
})
