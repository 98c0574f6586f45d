import { describe, expect, it } from 'vitest'
import { RELEASES, type Release } from '../../src/sim/releases.ts'
import { sitting } from '../support/driver.ts'
import { complaints } from '../support/invariants.ts'

/** A console on nodeA with an ssh session on nodeB, or with a line that runs there. */
const connected = (release: Release = '2.11', line = '') => {
  const at = sitting({ release })
  const node = at.named('nodeB')
  /** What the console has shown when so many seconds are over, without what was typed. */
  const wait = (seconds: number): string => {
    at.wait(seconds)
    return at.text('stdout', 'stderr')
  }
  const type = (text: string, seconds = 1): string => {
    at.enter(text)
    return wait(seconds)
  }
  if (line === '') type('ssh nodeB')
  else type(`ssh nodeB ${line}`, 0)
  return {
    type,
    wait,
    link: (is: 'cut' | 'whole') => at.ask({ fault: { link: ['nodeA', 'nodeB'], is } }),
    power: (to: 'on' | 'off') => at.act({ kind: 'power', node, to }),
    interrupt: () => at.key('interrupt'),
    depth: () => at.depth(),
    complaints: () => complaints(at.world()),
  }
}

describe('an ssh session whose wire is cut', () => {
  it('hangs: nothing that is typed has an effect, and Ctrl-C neither', () => {
    const at = connected()
    expect(at.type('hostname -s')).toBe('nodeB\n')
    at.link('cut')
    expect(at.type('hostname -s', 60)).toBe('')
    at.interrupt()
    expect(at.type('hostname -s', 60)).toBe('')
    expect(at.depth()).toBe(4)
  })

  it('goes on when the wire is whole', () => {
    const at = connected()
    at.link('cut')
    at.wait(30)
    at.link('whole')
    expect(at.type('hostname -s')).toBe('nodeB\n')
  })

  it('is ended by ~.', () => {
    const at = connected()
    at.link('cut')
    expect(at.type('~.')).toContain('Connection to nodeB closed.\n')
    expect(at.type('hostname -s')).toBe('nodeA\n')
  })

  it.each(RELEASES)('breaks after a quarter of an hour once something was typed, in %s', (r) => {
    const at = connected(r)
    at.link('cut')
    expect(at.wait(1000)).toBe('')
    at.type('hostname -s')
    expect(at.wait(900)).toBe('')
    expect(at.wait(60)).toContain('Broken pipe\n')
    expect(at.type('hostname -s').toLowerCase()).toBe('nodea\n')
  })

  it('breaks at the next line when the node lost power and is back', () => {
    const at = connected()
    at.power('off')
    expect(at.type('hostname -s', 5)).toBe('')
    at.power('on')
    expect(at.wait(60)).toBe('')
    expect(at.type('hostname -s')).toContain('Write failed: Broken pipe\n')
    expect(at.depth()).toBe(1)
  })
})

describe.each([
  'watch date',
  'sleep 30',
  'ping nodeC',
  'halt -p',
  '"gnt-cluster getmaster; sleep 5"',
])('ssh nodeB %s, whose wire is cut at any tenth of a second', (line) => {
  it.each(RELEASES)('hangs whole, and gives the prompt back at Ctrl-C, in %s', (release) => {
    for (let tenths = 0; tenths < 40; tenths++) {
      const at = connected(release, line)
      at.wait(tenths / 10)
      at.link('cut')
      const found = at.complaints()
      at.wait(7)
      found.push(...at.complaints())
      at.interrupt()
      at.wait(1)
      found.push(...at.complaints())
      expect(found, `${tenths / 10} s`).toEqual([])
      expect(at.depth(), `${tenths / 10} s`).toBe(1)
      expect(at.type('hostname -s').toLowerCase()).toContain('nodea\n')
    }
  })

  it('goes on as if nothing had been when the wire is whole', () => {
    for (let tenths = 0; tenths < 40; tenths += 3) {
      const at = connected('2.11', line)
      at.wait(tenths / 10)
      at.link('cut')
      at.wait(4)
      at.link('whole')
      const found = at.complaints()
      at.wait(60)
      found.push(...at.complaints())
      expect(found, `${tenths / 10} s`).toEqual([])
      at.interrupt()
      expect(at.type('hostname -s')).toContain('nodeA\n')
    }
  })
})
