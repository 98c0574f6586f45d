import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hailBehaviours } from '../../../src/sim/htools/behaviour.ts'
import { hail } from '../../../src/sim/htools/iallocator.ts'

/**
 * Recorded on the hail of Ganeti 3.0.2. Each file is one cluster: first the cluster part of the
 * message, then one line for each request with the line that hail printed.
 */
const folder = new URL('./fixtures/', import.meta.url)

type Case = { readonly name: string; readonly request: object; readonly output: string }

const recordings = readdirSync(folder).map((file) => {
  const [cluster = '', ...cases] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
  return {
    name: file.replace('.jsonl', ''),
    cluster: JSON.parse(cluster) as object,
    cases: cases.map((line) => JSON.parse(line) as Case),
  }
})

describe.each(recordings)('on the recorded cluster $name', ({ cluster, cases }) => {
  it.each(cases)('hail answers $name word for word', { timeout: 30_000 }, ({ request, output }) => {
    const answer = hail(JSON.stringify({ ...cluster, request }), hailBehaviours['3.0'])
    expect(answer).toEqual({ ok: true, value: output })
  })
})

it('no recording is left out', () => {
  expect(recordings.flatMap(({ cases }) => cases)).toHaveLength(107)
})
