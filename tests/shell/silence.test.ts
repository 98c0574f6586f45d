import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, openSession, passTime } from '../../src/session/session.ts'
import { shownSince } from '../../src/session/shown.ts'
import type { Input } from '../../src/sim/input.ts'
import { RELEASES, type Release } from '../../src/sim/releases.ts'
import { complaints } from '../support/invariants.ts'

/** A console on nodeA with an ssh session on nodeB, or with a line that runs there. */
const connected = (release: Release = '2.11', line = '') => {
  let session = openSession(ENGINE, { ...EXERCISE, release })
  const node = (letter: string) =>
    Object.values(session.world.machines).find((m) => m.label === `node ${letter}`)?.name ?? ''
  let seen = 0
  /** What the console has shown since the last look, without what was typed. */
  const fresh = (): string => {
    const news = shownSince(session, seen)
    seen = session.shownLength
    return news
      .filter((e) => e.terminal === node('A') && e.stream !== 'echo' && e.stream !== 'screen')
      .map((e) => e.text)
      .join('')
  }
  const input = (given: Input) => {
    session = act(session, given)
  }
  const wait = (seconds: number): string => {
    session = passTime(session, session.now + seconds * 1000)
    return fresh()
  }
  const type = (text: string, seconds = 1): string => {
    input({ kind: 'line', terminal: node('A'), text })
    return wait(seconds)
  }
  if (line === '') type('ssh nodeB')
  else type(`ssh nodeB ${line}`, 0)
  return {
    type,
    wait,
    link: (is: 'cut' | 'whole') => input({ kind: 'link', nodes: [node('A'), node('B')], is }),
    power: (to: 'on' | 'off') => input({ kind: 'power', node: node('B'), to }),
    interrupt: () => input({ kind: 'key', terminal: node('A'), key: 'interrupt' }),
    /** Programs on the console of nodeA, one on top of the other. */
    depth: () => session.world.terminals[node('A')]?.stack.length,
    complaints: () => complaints(session.world),
  }
}

describe('an ssh session whose wire is cut', () => {
  it('hangs: nothing that is typed has an effect, and Ctrl-C neither', () => {
    const at = connected()
    expect(at.type('hostname')).toBe('nodeB\n')
    at.link('cut')
    expect(at.type('hostname', 60)).toBe('')
    at.interrupt()
    expect(at.type('hostname', 60)).toBe('')
    expect(at.depth()).toBe(4)
  })

  it('goes on when the wire is whole', () => {
    const at = connected()
    at.link('cut')
    at.wait(30)
    at.link('whole')
    expect(at.type('hostname')).toBe('nodeB\n')
  })

  it('is ended by ~.', () => {
    const at = connected()
    at.link('cut')
    expect(at.type('~.')).toContain('Connection to nodeB closed.\n')
    expect(at.type('hostname')).toBe('nodeA\n')
  })

  it.each(RELEASES)('breaks after a quarter of an hour once something was typed, in %s', (r) => {
    const at = connected(r)
    at.link('cut')
    expect(at.wait(1000)).toBe('')
    at.type('hostname')
    expect(at.wait(900)).toBe('')
    expect(at.wait(60)).toContain('Broken pipe\n')
    expect(at.type('hostname').toLowerCase()).toBe('nodea\n')
  })

  it('breaks at the next line when the node lost power and is back', () => {
    const at = connected()
    at.power('off')
    expect(at.type('hostname', 5)).toBe('')
    at.power('on')
    expect(at.wait(60)).toBe('')
    expect(at.type('hostname')).toContain('Write failed: Broken pipe\n')
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
      expect(at.type('hostname').toLowerCase()).toContain('nodea\n')
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
      expect(at.type('hostname')).toContain('nodeA\n')
    }
  })
})
