import { describe, expect, test } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import type { Scene } from '../../src/diagram/scene/scene.ts'
import { box, drbd, fullName, nodes, off, scene, trimmed } from './scenes.ts'

/** `count` rows from `first` of two nodes, without the left margin that trimming would lose. */
const rows = (picture: Scene, first: number, count: number): string =>
  draw(picture)
    .rows.slice(first, first + count)
    .map((row) => row.trimEnd())
    .join('\n')

const pair = (instance: ReturnType<typeof drbd>, facts = {}) =>
  scene(nodes('AB', facts), [instance])
const FACT = 5
const BOX = 6

const withFacts: [string, Scene, string][] = [
  [
    'running',
    pair(drbd('dX', 'AB')),
    `
  |                 |        |                 |
  | +====+          |  drbd  | ......          |
  | | dX |.....................: dX :          |
  | +====+          |        | :....:          |
  |                 |        |                 |`,
  ],
  [
    'stopped on purpose',
    pair(drbd('dX', 'AB', { state: 'stopped', status: 'ADMIN_down' })),
    `
  |                 |        |                 |
  | +====+          |  drbd  | ......          |
  | |(dX)|.....................: dX :          |
  | +====+          |        | :....:          |
  | ADMIN_down      |        |                 |`,
  ],
  [
    'crashed',
    pair(drbd('dX', 'AB', { state: 'crashed', status: 'ERROR_down' })),
    `
  |                 |        |                 |
  | +====+          |  drbd  | ......          |
  | |xdXx|.....................: dX :          |
  | +====+          |        | :....:          |
  | ERROR_down      |        |                 |`,
  ],
  [
    'running, should be stopped',
    pair(drbd('dX', 'AB', { status: 'ERROR_up' })),
    `
  |                 |        |                 |
  | +====+          |  drbd  | ......          |
  | | dX |.....................: dX :          |
  | +====+          |        | :....:          |
  | ERROR_up        |        |                 |`,
  ],
  [
    'its node is off',
    pair(
      drbd('dX', 'BA', {
        state: 'crashed',
        status: 'ERROR_nodedown',
        link: { is: 'no peer' },
        good: 'A',
      }),
      { B: off },
    ),
    `
  |                 |        |    power off    |
  | ......          |  drbd    +====+
  | : dX :.  .  .  .| .  .  .| |xdXx|          |
  | :....:          |no peer   +====+
  |                 |        | ERROR_nodedown  |`,
  ],
  [
    'its node is off and marked offline',
    pair(
      drbd('dX', 'BA', {
        state: 'crashed',
        status: 'ERROR_nodeoffline',
        link: { is: 'no peer' },
        good: 'A',
      }),
      { B: { ...off, offline: true } },
    ),
    `
  |                 |        |    power off    |
  | ......          |  drbd    +====+
  | : dX :.  .  .  .| .  .  .| |xdXx|          |
  | :....:          |no peer   +====+
  |                 |        |ERROR_nodeoffline|`,
  ],
  [
    'its node is unplugged and it still runs',
    pair(
      drbd('dX', 'BA', {
        status: 'ERROR_nodedown',
        copy: 'stale',
        link: { is: 'no peer' },
        good: 'A',
      }),
      { B: { cable: 'out' } },
    ),
    `
  |                 |        |    cable out    |
  | ......          |  drbd  | +====+          |
  | :~dX~:.  .  .  .| .  .  .| | dX |          |
  | :....:          |no peer | +====+          |
  |                 |        | ERROR_nodedown  |`,
  ],
  [
    'what Ganeti knows of that',
    pair(
      drbd('dX', 'BA', {
        state: 'unknown',
        status: 'ERROR_nodedown',
        link: { is: 'no peer' },
        good: 'A',
      }),
      { B: { power: { is: 'unknown' } } },
    ),
    `
  |                 |        |        ?        |
  | ......          |  drbd  | +====+          |
  | : dX :.  .  .  .| .  .  .| |?dX?|          |
  | :....:          |no peer | +====+          |
  |                 |        | ERROR_nodedown  |`,
  ],
]

describe('an instance is drawn as', () => {
  test.each(withFacts)('%s', (_, picture, art) => {
    expect(rows(picture, FACT, 5)).toBe(trimmed(art))
  })
})

const links: [string, Scene, string][] = [
  [
    'connected',
    pair(drbd('dX', 'AB')),
    `
  | +====+          |  drbd  | ......          |
  | | dX |.....................: dX :          |
  | +====+          |        | :....:          |`,
  ],
  [
    'syncing 42%',
    pair(drbd('dX', 'AB', { copy: 'stale', link: { is: 'syncing', fraction: 0.42 } })),
    `
  | +====+          |  drbd  | ......          |
  | | dX |ooooooooo............:~dX~:          |
  | +====+          |  42%   | :....:          |`,
  ],
  [
    'degraded',
    pair(drbd('dX', 'AB', { copy: 'stale', link: { is: 'no peer' } })),
    `
  | +====+          |  drbd  | ......          |
  | | dX |.  .  .  .| .  .  .| :~dX~:          |
  | +====+          |no peer | :....:          |`,
  ],
  [
    'waiting for a peer that is up',
    pair(drbd('dX', 'AB', { copy: 'stale', link: { is: 'waiting' } })),
    `
  | +====+          |  drbd  | ......          |
  | | dX |.  .  .  .| .  .  .| :~dX~:          |
  | +====+          |waiting | :....:          |`,
  ],
  [
    'standalone',
    pair(drbd('dX', 'AB', { copy: 'stale', link: { is: 'alone' } })),
    `
  | +====+          |  drbd  | ......          |
  | | dX |............ ]  [ ...:~dX~:          |
  | +====+          | alone  | :....:          |`,
  ],
  [
    'split brain',
    scene(nodes('AB'), [
      {
        ...drbd('dX', 'AB', { link: { is: 'split' } }),
        boxes: [box('A', 'primary', 'split'), box('B', 'primary', 'split')],
      },
    ]),
    `
  | +====+          | SPLIT  | +====+          |
  | | dX'|............ =/= ....| dX"|          |
  | +====+          |        | +====+          |`,
  ],
  [
    'live migration, its memory moving',
    scene(nodes('AB'), [
      {
        ...drbd('dX', 'AB', { link: { is: 'migrating', fraction: 0.61, phase: 1 } }),
        boxes: [box('A', 'primary', 'leaving'), box('B', 'primary', 'arriving')],
      },
    ]),
    `
  | +====+          |  drbd  | +====+          |
  | | dX>|.>...>...>...>...>...|>dX |          |
  | +====+          |mem 61% | +====+          |`,
  ],
  [
    'a failover, starting on A',
    pair(drbd('dX', 'AB', { state: 'starting', copy: 'stale', link: { is: 'no peer' } }), {
      B: off,
    }),
    `
  | +====+          |  drbd    ......
  | |^dX^|.  .  .  .| .  .  .| :~dX~:          |
  | +====+          |no peer   :....:`,
  ],
  [
    'a failover done, with one copy',
    pair(drbd('dX', 'AB', { copy: 'stale', link: { is: 'no peer' } }), { B: off }),
    `
  | +====+          |  drbd    ......
  | | dX |.  .  .  .| .  .  .| :~dX~:          |
  | +====+          |no peer   :....:`,
  ],
]

describe('a DRBD link is drawn as', () => {
  test.each(links)('%s', (_, picture, art) => {
    expect(rows(picture, BOX, 3)).toBe(trimmed(art))
  })
})

test('a sync from right to left fills from the right', () => {
  const picture = pair(
    drbd('dX', 'AB', {
      copy: 'copy',
      state: 'stale',
      good: 'B',
      link: { is: 'syncing', fraction: 0.3 },
    }),
  )
  expect(draw(picture).rows[7]).toBe('  | |~dX~|...............oooooo: dX :          | ')
})

test('a replaced secondary shows the old copy leaving and the new one filling', () => {
  const jobs = [16]
  const picture = scene(nodes('ABC', { A: { jobs }, B: { jobs, drained: true }, C: { jobs } }), [
    {
      ...drbd('dX', 'AC', { copy: 'stale', link: { is: 'syncing', fraction: 0.42 } }),
      boxes: [
        box('A', 'primary', 'running'),
        box('C', 'secondary', 'stale'),
        box('B', 'removing', 'copy'),
      ],
    },
  ])
  expect(rows(picture, 1, 8)).toBe(
    trimmed(`
     oooooooooooooo drbd dX 42% o.......................................
     :  node A                      node B                    node C   :
     : (master)                   (drained)                            :
  +--:-[job 16]-----+          /--[job 16]---\\          +----[job 16]--:--+
  |  :              |         /               \\         |              :  |
  | +====+          |        | +    +          |        |          ...... |
  | | dX |          |        |   dX            |        |          :~dX~: |
  | +====+          |        | +    +          |        |          :....: |`),
  )
})

test('a plain disk on its way is a line that fills, named in the gap', () => {
  const picture = scene(nodes('ABC'), [
    {
      name: 'debianZ',
      label: 'dZ',
      template: 'plain',
      boxes: [box('B', 'plain', 'stopped'), box('C', 'building', 'copy')],
      link: null,
      copy: { from: fullName('B'), to: fullName('C'), fraction: 0.21 },
    },
  ])
  expect(rows(picture, 10, 3)).toBe(
    trimmed(`
  |                 |        |        +----+   |  copy  |        +    +   |
  |                 |        |  plain |(dZ)|>>>----------- plain   dZ     |
  |                 |        |        +----+   |  21%   |        +    +   |`),
  )
})

test('the chevrons of a migration shift by one cell per phase and stay away when nothing may move', () => {
  const at = (phase: number, still: boolean) =>
    draw(pair(drbd('dX', 'AB', { link: { is: 'migrating', fraction: 0.5, phase } })), { still })
      .rows[7]
  expect(at(2, false)?.slice(10, 16)).toBe('..>...')
  expect(at(3, false)?.slice(10, 16)).toBe('...>..')
  expect(at(2, true)).not.toContain('>')
})
