import { describe, expect, it } from 'vitest'
import { asText } from '../../src/diagram/draw/picture.ts'
import { drawTiles } from '../../src/diagram/draw/tiles.ts'
import {
  countsOf,
  pressing,
  regionsAbout,
  troubleFirst,
  troublesIn,
} from '../../src/diagram/words/trouble.ts'
import { drbd, fullName, nodes, off, plain, scene, trimmed } from './scenes.ts'

const broken = () =>
  scene(
    nodes('ABCDEFG', {
      C: off,
      D: { ...off, offline: true },
      E: { deadDaemons: ['noded'] },
      F: { power: { is: 'booting', fraction: 0.5 } },
      G: { drained: true },
    }),
    [
      drbd('dX', 'CA', { state: 'crashed', status: 'ERROR_nodedown', link: { is: 'no peer' } }),
      drbd('dY', 'AB', { copy: 'stale', link: { is: 'syncing', fraction: 0.4 } }),
      drbd('d1', 'BC', { copy: 'stale', link: { is: 'no peer' } }),
      drbd('d2', 'BG'),
      plain('dZ', 'B', 'stopped', 'ADMIN_down'),
    ],
  )

const told = (all = troublesIn(broken())) =>
  all.map(({ node, grade, says }) => `${node.label} ${grade} ${says}`.trim())

describe('the trouble of a node', () => {
  it('is its own fault, or the gravest of its instances', () => {
    expect(told()).toEqual([
      'node A moving dY syncing',
      'node B warning d1 has one copy',
      'node C bad power off',
      'node D fine',
      'node E bad noded dead',
      'node F moving booting',
      'node G fine',
    ])
  })

  it('comes first in the order of its gravity; what only moves stays in its place', () => {
    expect(told(troubleFirst(troublesIn(broken()))).map((line) => line.slice(5, 6))).toEqual([
      ...'CEBADFG',
    ])
    expect(told(pressing(troublesIn(broken()))).map((line) => line.slice(5, 6))).toEqual([...'CEB'])
  })

  it('counts instances that have the same', () => {
    const all = scene(
      nodes('A'),
      ['1', '2', '3'].map((n) => plain(`d${n}`, 'A', 'crashed')),
    )
    expect(told(troublesIn(all))).toEqual(['node A bad d1 down and 2 more'])
  })

  it('is what Ganeti can know of it, in its view', () => {
    const known = {
      ...scene(nodes('AB', { B: { power: { is: 'unknown' } } })),
      view: 'known' as const,
    }
    expect(told(troublesIn(known))).toEqual(['node A fine', 'node B bad no answer'])
    expect(countsOf(known)).toBe('2 nodes: 1 up, 1 silent; no instances')
  })
})

it('One line counts nodes and instances', () => {
  expect(countsOf(broken())).toBe(
    '7 nodes: 4 up, 1 dead, 1 booting, 1 offline; 5 instances: 3 running, 1 down, 1 stopped; 2 degraded; 1 syncing',
  )
})

it('A word finds nodes, and instances with their nodes', () => {
  expect(regionsAbout(broken(), 'dx')).toEqual([
    `instance/debianX@${fullName('C')}`,
    `node/${fullName('C')}`,
    `instance/debianX@${fullName('A')}`,
    `node/${fullName('A')}`,
  ])
  expect(regionsAbout(broken(), 'nodeB')).toEqual([`node/${fullName('B')}`])
  expect(regionsAbout(broken(), 'example.org')).toEqual([])
  expect(regionsAbout(broken(), ' ')).toEqual([])
})

it('Tiles with trouble come first, and their colour is said in a word', () => {
  expect(asText(drawTiles(broken(), 4, true))).toBe(
    trimmed(`
+C- - -+ +E-----+ +B-----+ +AM----+
 x~      |      | |%==(  | |:=    |
+ off -+ +noded-+ +1 copy+ +syncs-+

+Do - -+ +F- - -+ /Gd----\\
                  |:     |
+ - - -+ +boots-+ \\------/`),
  )
  const roles = drawTiles(broken(), 4, true).fills.map(({ role }) => role)
  expect(roles).toEqual(['bad', 'bad', 'warning', 'moving', 'moving'])
})
