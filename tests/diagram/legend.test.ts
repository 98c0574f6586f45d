import { describe, expect, test } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import { entriesOf, type LegendEntry, legendOf } from '../../src/diagram/legend/legend.ts'
import { SAMPLES } from '../../src/diagram/legend/samples.ts'
import { signsOf } from '../../src/diagram/legend/signs.ts'
import { SIGNS, wordsOf } from '../../src/diagram/legend/words.ts'
import { drbd, fullName, nodes, off, plain, scene, start } from './scenes.ts'

const names = (entries: readonly LegendEntry[]): string[] => entries.map(({ name }) => name)
const full = new Map(entriesOf('full').map((entry) => [entry.sign, entry]))
const art = (sign: (typeof SIGNS)[number]): string =>
  (full.get(sign)?.picture.rows ?? []).map((row) => row.trimEnd()).join('\n')

describe('the signs of the legend', () => {
  test('every sign makes a difference in the picture, so that its drawing shows it', () => {
    expect(SIGNS.length).toBeGreaterThan(60)
    expect([...full.keys()]).toEqual(SIGNS)
  })

  test('every sign is found in the scene that shows it, and no scene without it has it', () => {
    for (const sign of SIGNS) {
      expect([sign, signsOf(SAMPLES[sign].scene).has(sign)]).toEqual([sign, true])
      expect([sign, signsOf(SAMPLES[sign].without).has(sign)]).toEqual([sign, false])
    }
  })

  test('the drawings are cut out of the picture itself', () => {
    for (const sign of SIGNS) {
      const whole = draw(SAMPLES[sign].scene).rows
      for (const row of full.get(sign)?.picture.rows ?? [])
        expect([sign, row, whole.some((line) => line.includes(row))]).toEqual([sign, row, true])
    }
  })

  test('each is explained in one or two sentences', () => {
    for (const sign of SIGNS) {
      const { name, says } = wordsOf(sign)
      expect(name).not.toBe('')
      expect([sign, says.match(/[.]( |$)/g)?.length ?? 0]).toEqual([
        sign,
        expect.toSatisfy((count: number) => count === 1 || count === 2),
      ])
    }
  })

  test('the signs are the handout’s own', () => {
    expect(art('frame primary')).toBe('+====+\n| dX |\n+====+')
    expect(art('frame secondary')).toBe('......\n: dX :\n:....:')
    expect(art('state crashed')).toContain('|xdZx|')
    expect(art('state stopped')).toContain('|(dZ)|')
    expect(art('state stale')).toContain(':~dX~:')
    expect(art('link split')).toContain(`| dX'|............ =/= ....| dX"|`)
    expect(art('link no peer')).toContain('no peer')
    expect(art('old config')).toContain('[41<44]')
    expect(art('considers another master')).toContain('(for B)')
    expect(art('offline')).toContain('o')
  })

  test('a node loses the rows in its middle and nothing else', () => {
    expect(art('drained')).toBe(
      [
        '      node A',
        '    (drained)',
        '  /-------------\\',
        ' /               \\',
        '|                 |',
        ' \\               /',
        '  \\------+------/',
        '         |',
        '---------+---------',
      ].join('\n'),
    )
  })
})

describe('what is in the picture now', () => {
  test('a healthy cluster needs few signs', () => {
    const { now, others } = legendOf(start(), 'full')
    expect(names(now)).toEqual([
      'Primary',
      'Secondary',
      'plain',
      'running',
      'Up-to-date copy',
      'Connected',
      'Node',
      '(master)',
      'Network',
    ])
    const rest = others.flatMap(([, entries]) => entries)
    expect(now.length + rest.length).toBe(SIGNS.length)
    expect(others.map(([chapter]) => chapter)).toEqual([
      'Instances',
      'Copies and links',
      'Nodes',
      'Network',
    ])
  })

  test('it follows what happens', () => {
    const crash = scene(
      nodes('ABC', { B: { ...off, jobs: [7] }, C: { drained: true } }),
      [
        drbd('dX', 'BA', { state: 'crashed', status: 'ERROR_nodedown', link: { is: 'no peer' } }),
        plain('dZ', 'B', 'crashed'),
      ],
      { wires: [{ nodes: [fullName('A'), fullName('C')], is: 'cut' }] },
    )
    expect(names(legendOf(crash, 'full').now)).toEqual(
      expect.arrayContaining([
        'Down',
        'ERROR_nodedown',
        'No peer',
        '(drained)',
        'power off',
        'Locked by a job',
        'Link cut',
      ]),
    )
  })

  test('a link over the names is a sign of its own', () => {
    expect(signsOf(scene(nodes('ABC'), [drbd('dX', 'AC')])).has('link above')).toBe(true)
    expect(signsOf(scene(nodes('ABC'), [drbd('dX', 'AB')])).has('link above')).toBe(false)
  })

  test('a cluster without nodes has no signs', () => {
    expect(legendOf(scene([]), 'full').now).toEqual([])
  })

  test('a small picture explains the signs that it draws, and only these', () => {
    const compact = new Map(entriesOf('compact').map((entry) => [entry.sign, entry.picture.rows]))
    expect(compact.get('frame primary')).toEqual(['=dX='])
    expect(compact.get('link connected')).toEqual(['=dX= B    |  |:dX: A'])
    expect(compact.has('call out')).toBe(false)
    const linked = entriesOf('compact').find(({ sign }) => sign === 'link connected')
    expect(linked?.says).toContain('The letter beside the name is the node with the other copy.')
    expect(full.get('link connected')?.says).not.toContain('letter')
    const tiles = new Map(entriesOf('tiles').map((entry) => [entry.sign, entry.picture.rows]))
    expect(tiles.get('master')?.[0]).toBe('+AM----+')
    expect(tiles.has('status ERROR_down')).toBe(false)
  })
})
