import { expect, test } from 'vitest'
import { changes, sentencesOf } from '../../src/diagram/words/sentences.ts'
import { sitting } from '../support/driver.ts'
import { box, drbd, fullName, nodes, off, plain, scene, start } from './scenes.ts'

test('a healthy cluster: one sentence per node, then one per instance', () => {
  expect(sentencesOf(start())).toEqual([
    'nodeA: up, master.',
    'nodeB: up.',
    'nodeC: up.',
    'dX: running on nodeA, copy on nodeB.',
    'dY: running on nodeB, copy on nodeC.',
    'dZ: running on nodeB, one copy.',
  ])
})

const crash = scene(nodes('AB', { B: off }), [
  drbd('dX', 'BA', {
    state: 'crashed',
    status: 'ERROR_nodedown',
    link: { is: 'no peer' },
    good: 'A',
  }),
])

test('a dead node and its instance', () => {
  expect(sentencesOf(crash)).toEqual([
    'nodeA: up, master.',
    'nodeB: power off, not marked offline.',
    'dX: down, gnt-instance list shows ERROR_nodedown, up-to-date copy on nodeA.',
  ])
})

test('flags, jobs, boots, cables and copies', () => {
  const picture = scene(
    nodes('ABCD', {
      A: { jobs: [16, 17] },
      B: { drained: true, cable: 'out' },
      C: { power: { is: 'booting', fraction: 0.409 } },
      D: { power: { is: 'unknown' }, oldConfig: { has: 41, master: 44 } },
    }),
    [
      drbd('dX', 'AB', { copy: 'stale', link: { is: 'syncing', fraction: 0.42 } }),
      {
        ...plain('dZ', 'B'),
        boxes: [box('B', 'plain', 'stopped', 'ADMIN_down'), box('C', 'building', 'copy')],
        copy: { from: fullName('B'), to: fullName('C'), fraction: 0.21 },
      },
    ],
  )
  expect(sentencesOf(picture)).toEqual([
    'nodeA: up, master, locked by jobs 16 and 17.',
    'nodeB: running, network cable out, drained, accepts no new instances.',
    'nodeC: booting, 40%.',
    'nodeD: does not answer, so Ganeti cannot know its state, has configuration 41, the master has 44.',
    'dX: running on nodeA, copying nodeA to nodeB, 42%.',
    'dZ: stopped on purpose on nodeB, gnt-instance list shows ADMIN_down, one copy, disk copying nodeB to nodeC, 21%.',
  ])
})

test('a split and a migration', () => {
  const split = {
    ...drbd('dX', 'AB', { link: { is: 'split' } }),
    boxes: [box('A', 'primary', 'split'), box('B', 'primary', 'split')],
  }
  const migration = {
    ...drbd('dY', 'AB', { link: { is: 'migrating', fraction: 0.61, phase: 0 } }),
    boxes: [box('A', 'primary', 'leaving'), box('B', 'primary', 'arriving')],
  }
  expect(sentencesOf(scene(nodes('AB'), [split, migration])).slice(2)).toEqual([
    'dX: runs twice, on nodeA and nodeB, split brain: the copies differ, and neither is older.',
    'dY: running on nodeA, moving to nodeB, 61% of its memory copied.',
  ])
})

test('changes of power, flags and status are announced', () => {
  const before = scene(nodes('AB'), [drbd('dX', 'BA')])
  expect(changes(before, crash)).toEqual([
    'nodeB: power off.',
    'dX: gnt-instance list shows ERROR_nodedown.',
  ])
  const offline = scene(nodes('AB', { B: { ...off, offline: true } }), crash.instances)
  expect(changes(crash, offline)).toEqual(['nodeB: offline.'])
  expect(changes(offline, crash)).toEqual(['nodeB: no flags.'])
  expect(changes(crash, before)).toEqual(['nodeB: up.', 'dX: gnt-instance list shows running.'])
})

test('percentages are never announced', () => {
  const sync = (fraction: number) =>
    scene(nodes('AB', { B: { power: { is: 'booting', fraction } } }), [
      drbd('dX', 'AB', { copy: 'stale', link: { is: 'syncing', fraction } }),
    ])
  expect(changes(sync(0.1), sync(0.2))).toEqual([])
})

test('nodes and instances that come and go are announced', () => {
  const small = scene(nodes('AB'), [drbd('dX', 'AB')])
  expect(changes(small, start())).toEqual(['nodeC joined the cluster.', 'dY is new.', 'dZ is new.'])
  expect(changes(start(), small)).toEqual(['nodeC left the cluster.', 'dY is gone.', 'dZ is gone.'])
})

test('many instances that come or go at once are counted', () => {
  const many = Array.from({ length: 28 }, (_, i) => plain(`app${i}`, 'B'))
  const [none, all] = [scene(nodes('AB')), scene(nodes('AB'), many)]
  expect(changes(none, all)).toEqual(['28 instances are new.'])
  expect(changes(all, none)).toEqual(['28 instances are gone.'])
})

test.each(['is', 'known'] as const)('a live migration never seems to run twice: %s', (view) => {
  const p = sitting().wait(10).enter('gnt-instance migrate -f dX')
  const seen = [p.scene(view)]
  for (let i = 0; i < 200; i++) seen.push(p.wait(0.1).scene(view))
  const said = seen.flatMap((now, i) => [...sentencesOf(now), ...changes(seen[i - 1] ?? now, now)])
  expect(said.join(' ')).toMatch(
    /dX: running on nodeA, moving to nodeB.*dX: running on nodeB, copy/,
  )
  expect(said.filter((sentence) => sentence.includes('twice'))).toEqual([])
})
