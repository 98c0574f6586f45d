import { describe, expect, it } from 'vitest'
import {
  dataFiles,
  fixture,
  type Recorded,
  recordingsOf,
  withFiles,
  withoutSummaries,
} from './recorded.ts'

/** Takes a minute on the real one too; `npm run bench` measures it. */
const LONG = ['hbal -t fifty.data -C', 'hbal -t fifty.data']

/** hspace places a thousand instances there, one by one. */
const LARGE = /^hspace .*(?:twenty|fifty|twogroups|ten_offline|=p,20,)/

const isShort = ({ command }: Recorded): boolean => !LARGE.test(command)

const PROGRAMS = ['hbal', 'hcheck', 'hinfo', 'hroller', 'hscan', 'hspace', 'hsqueeze']

describe.each(PROGRAMS)('%s prints what the real one printed', (program) => {
  const { type } = withFiles()
  it.each(recordingsOf(program, LONG).filter(isShort))(
    '$command',
    { timeout: 60_000 },
    (recorded) => {
      const { stdout, stderr, exit } = type(recorded.command)
      expect(withoutSummaries(stdout)).toBe(withoutSummaries(recorded.stdout))
      expect(withoutSummaries(stderr)).toBe(withoutSummaries(recorded.stderr))
      expect(exit).toBe(recorded.exit)
    },
  )
})

it('the recordings are all there', () => {
  expect(PROGRAMS.map((program) => recordingsOf(program).length)).toEqual([
    123, 11, 11, 11, 1, 45, 11,
  ])
})

const saved = dataFiles
  .filter((name) => !['fifty.data', 'twenty.data', 'twentyskew.data'].includes(name))
  .map((name) => name.replace('.data', ''))

describe('hbal -S writes the files that the real one wrote', () => {
  const { type } = withFiles()
  it.each(saved)('for %s', { timeout: 60_000 }, (name) => {
    const group = name === 'twogroups' ? '-G default ' : ''
    type(`hbal -t ${name}.data ${group}-S ${name}.out`)
    expect(type(`cat ${name}.out.original`).stdout).toBe(fixture(`${name}.out.original`))
    expect(type(`cat ${name}.out.balanced`).stdout).toBe(fixture(`${name}.out.balanced`))
  })
})
