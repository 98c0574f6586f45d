import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

const link = (is: string, nodes = ['nodeA', 'nodeB']) => ({ fault: { link: nodes, is } })

test('packets take their time on a slow link, and arrive', () => {
  const { ask, type } = sitting()
  ask(link('slow'))
  const { output } = type('ping -c 3 nodeB')
  expect(output).toContain('3 packets transmitted, 3 received, 0% packet loss')
  expect(output).toMatch(/time=240\.\d+ ms/)
  expect(type('ping -c 1 nodeC').output).toMatch(/time=0\.\d+ ms/)
  ask(link('whole'))
  expect(type('ping -c 1 nodeB').output).toMatch(/time=0\.\d+ ms/)
})

test('calls over a slow link are slow and do not time out', () => {
  const { ask, type } = sitting()
  const before = type('gnt-cluster verify')
  ask(link('slow'))
  const after = type('gnt-cluster verify')
  expect(after.exit).toBe(before.exit)
  expect(after.output).not.toContain('ERROR')
  expect(after.seconds).toBeGreaterThan(before.seconds + 3)
  expect(type('gnt-node list').output).not.toContain('?')
})

test('a migration over a slow link takes a hundred times as long for its memory', () => {
  const { ask, type } = sitting()
  ask(link('slow'))
  const { exit, seconds, output } = type('gnt-instance migrate -f dX')
  expect(exit).toBe(0)
  expect(seconds).toBeGreaterThan(400)
  expect(output).toContain('memory transfer progress:')
})

test('a slow link that is repaired meanwhile lets the transfer end at full speed', () => {
  const { ask, type } = sitting()
  ask(link('slow'))
  type('gnt-instance migrate -f --submit dX')
  ask({ wait: 60 })
  expect(type('gnt-instance list --no-headers -o pnode dX').output).toContain('nodeA')
  ask(link('whole'))
  ask({ wait: 30 })
  expect(type('gnt-instance list --no-headers -o pnode dX').output).toContain('nodeB')
})

test('a resync crawls over a slow link and hurries when it is repaired', () => {
  const { ask, type } = sitting({ release: '3.0' })
  ask({ power: 'nodeB', to: 'off' })
  ask({ wait: 120 })
  ask({ power: 'nodeB', to: 'on' })
  ask(link('slow'))
  type('gnt-cluster verify-disks')
  const speed = () =>
    Number(/speed: ([\d,]+)/.exec(type('cat /proc/drbd').output)?.[1]?.replace(',', ''))
  const slow = speed()
  expect(slow).toBeGreaterThan(0)
  ask(link('whole'))
  expect(Math.round(speed() / slow / 10)).toBe(10)
  ask({ wait: 20 })
  expect(type('cat /proc/drbd').output).toContain('ds:UpToDate/UpToDate')
})

test('writes of an instance wait for the other copy over a slow link', () => {
  const { ask, type } = sitting()
  const waiting = () => Number(/ap:(\d+)/.exec(type('cat /proc/drbd').output)?.[1])
  expect(waiting()).toBe(0)
  ask(link('slow'))
  expect(waiting()).toBeGreaterThan(0)
})

test('a link is cut, slow or whole: one at a time', () => {
  const { ask, type } = sitting()
  ask(link('slow'))
  ask(link('cut'))
  expect(type('ping -c 1 nodeB').exit).toBe(1)
  ask(link('slow'))
  expect(type('ping -c 1 nodeB').output).toMatch(/time=240/)
  ask(link('whole'))
  expect(type('ping -c 1 nodeB').output).toMatch(/time=0/)
})

test('a slow link can be undone', () => {
  const { ask, type } = sitting()
  ask(link('slow'))
  ask({ undo: true })
  expect(type('ping -c 1 nodeB').output).toMatch(/time=0/)
})

test('a slow link is whole again when a cable of its ends is plugged in again', () => {
  const { ask, type } = sitting()
  ask(link('slow'))
  for (const is of ['out', 'in']) ask({ fault: { cable: 'nodeC', is } })
  expect(type('ping -c 1 nodeB').output).toMatch(/time=240/)
  for (const is of ['out', 'in']) ask({ fault: { cable: 'nodeB', is } })
  expect(type('ping -c 1 nodeB').output).toMatch(/time=0/)
})
