import { describe, expect, it } from 'vitest'
import { withCommands } from '../../src/guide/answers/commands.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { asPictured } from '../../src/session/narration/as-pictured.ts'

const NAMES = ['nodeB', 'nodeB.virt.nsrc.org', 'debianX', 'lan', 'default']
const codes = (text: string) =>
  withCommands(text, NAMES).flatMap((piece) =>
    typeof piece !== 'string' && 'code' in piece ? [piece.code] : [],
  )

describe('a command in an answer', () => {
  it.each([
    ['Run gnt-instance start debianX, or wait.', ['gnt-instance start debianX']],
    [
      'Then gnt-node modify --offline=yes nodeB. Only then may its power go.',
      ['gnt-node modify --offline=yes nodeB'],
    ],
    [
      'gnt-instance list -o name,pnode,snodes shows both nodes. Name another one.',
      ['gnt-instance list -o name,pnode,snodes'],
    ],
    [
      'put it there: gnt-instance replace-disks -n NODE debianX.',
      ['gnt-instance replace-disks -n NODE debianX'],
    ],
    [
      'On nodeB, run /usr/lib/ganeti/daemon-util start ganeti-noded. Then try again.',
      ['/usr/lib/ganeti/daemon-util start ganeti-noded'],
    ],
    ['gnt-cluster verify shows it, and gnt-job list, too.', ['gnt-cluster verify', 'gnt-job list']],
    ['Look there: cat /proc/drbd on nodeB shows its state.', ['cat /proc/drbd']],
    ['The option --auto-promote makes one.', ['--auto-promote']],
    ['The list command of the same program shows all names.', []],
  ])('is in code as a whole: %s', (text, expected) => {
    expect(codes(text)).toEqual(expected)
    const pieces = withCommands(text, NAMES)
    const whole = pieces.map((piece) =>
      typeof piece === 'string' ? piece : 'code' in piece ? piece.code : '',
    )
    expect(whole.join('')).toBe(text)
  })
})

describe('a node in a text for people', () => {
  const world = ENGINE.startWorld(ENGINE.rules, { ...EXERCISE, release: '3.0' })

  it('has the name that the picture gives it, also where the release stores it in lower case', () => {
    expect(asPictured('dY runs again, on nodec. Ask nodeb, too', world)).toBe(
      'dY runs again, on nodeC. Ask nodeB, too',
    )
  })

  it('keeps what Ganeti prints, with its domain, and other words that begin like it', () => {
    const text = 'nodeb.virt.nsrc.org, nodebook and my-nodeb'
    expect(asPictured(text, world)).toBe(text)
  })
})
