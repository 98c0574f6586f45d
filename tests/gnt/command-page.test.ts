import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { agreementsIn, commandPage, counted } from '../../.ci/command-page.ts'

it('docs/commands.md says what is declared', () => {
  const page = readFileSync('docs/commands.md', 'utf8')
  expect(commandPage(agreementsIn(page)) === page, 'npm run commands writes it again').toBe(true)
})

it('a page tells the agreement of a command with the recordings, whatever its alias', () => {
  const agreements = counted([
    { command: 'gnt-instance start x', right: true, exit: true },
    { command: 'gnt-instance startup y', right: false, exit: true },
    { command: 'ls', right: false, exit: false },
  ])
  expect([...agreements]).toEqual([['gnt-instance startup', { of: 2, right: 1, exit: 2 }]])
  expect([...agreementsIn(commandPage(agreements))]).toEqual([...agreements])
})

it('a page says what acts, what is refused and what makes no difference', () => {
  const page = commandPage(new Map())
  expect(page).toContain('### gnt-debug submit-job\n\n2.11, 2.12, 3.0. Acts.')
  expect(page).toMatch(/refused as not simulated: .*`--power-delay`/)
  expect(page).toMatch(/make no difference here: `--ignore-hvversions` \(/)
})
