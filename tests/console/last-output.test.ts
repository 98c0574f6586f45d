import { describe, expect, it } from 'vitest'
import { lastOutput, rowsIn } from '../../src/console/output/last-output.ts'
import type { Emission } from '../../src/sim/input.ts'

const emission = (text: string, stream: Emission['stream'] = 'stdout', terminal = 'a'): Emission =>
  ({ at: 0, terminal, stream, text }) as Emission

const shown = [
  emission('root@a:~# old\n', 'echo'),
  emission('old output\n'),
  emission('root@a:~# gnt-instance list\n', 'echo'),
  emission('Instance\n'),
  emission('elsewhere\n', 'stdout', 'b'),
  emission('debianX\n'),
]

describe('the output of the last command', () => {
  it('begins after its line, on its terminal', () => {
    expect(lastOutput(shown, 'a')).toBe('Instance\ndebianX\n')
    expect(lastOutput(shown, 'b')).toBe('elsewhere\n')
    expect(lastOutput(shown, 'c')).toBe('')
  })

  it('goes on over an answer to a question, and begins again where the screen was cleared', () => {
    const asked = [...shown, emission('Continue? y\n', 'echo'), emission('done\n')]
    expect(lastOutput(asked, 'a')).toBe('Instance\ndebianX\nContinue? y\ndone\n')
    expect(lastOutput([...asked, emission('clear', 'screen'), emission('x\n')], 'a')).toBe('x\n')
  })
})

it('Long lines take more rows', () => {
  expect(rowsIn('', 10)).toBe(0)
  expect(rowsIn('one\n\n', 10)).toBe(2)
  expect(rowsIn(`${'x'.repeat(21)}\nno end yet`, 10)).toBe(3)
})
