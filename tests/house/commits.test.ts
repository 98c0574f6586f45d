import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BASE, commitsSince, complaintsAbout } from '../../.ci/commits.ts'

const WHY = '\n\nA reader of the history asks why.'

describe('the check of commit messages', () => {
  it.each([
    'sim: keep jobs of two masters apart',
    'ci, docs: print the headers for nginx',
    'README: say who it is for',
    'console: need no mouse',
  ])('takes "%s"', (subject) => {
    expect(complaintsAbout(subject + WHY)).toEqual([])
  })

  it.each([
    ['Format', 'area: what'],
    ['sim: added a clone', 'not "added"'],
    ['sim: the jobs of two masters', 'not "added" or "the"'],
    ['sim: keep jobs apart.', 'like a sentence'],
    [`sim: ${'x'.repeat(70)}`, '75 characters'],
  ])('refuses "%s"', (subject, why) => {
    expect(complaintsAbout(subject + WHY).join()).toContain(why)
  })

  it('wants a body that is more than a signature', () => {
    expect(complaintsAbout('sim: keep jobs apart')).toHaveLength(1)
    expect(complaintsAbout('sim: keep jobs apart\n\nCo-authored-by: A <a@b.c>')).toHaveLength(1)
    expect(complaintsAbout('sim: keep jobs apart\nOtherwise one ends the other.')).toContain(
      'no empty line stands below the subject',
    )
  })

  it('looks at nothing where the history is not there', () => {
    expect(commitsSince('0'.repeat(40))).toBeUndefined()
  })
})

it('every commit since the check began says what it does and why', () => {
  const wrong = (commitsSince(BASE) ?? []).flatMap(({ hash, message }) =>
    complaintsAbout(message).map((why) => `${hash} ${message.split('\n')[0]}  →  ${why}`),
  )
  expect(wrong).toEqual([])
})

it('the list of commits that only format names whole hashes, each with its subject', () => {
  const lines = readFileSync('.git-blame-ignore-revs', 'utf8').trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) expect(line).toMatch(/^(# \S.*|[0-9a-f]{40})$/)
})
