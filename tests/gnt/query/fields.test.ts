import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindNames } from '../../../src/gnt/query/field.ts'
import { GROUPS } from '../../../src/gnt/query/fields/group-fields.ts'
import { INSTANCES } from '../../../src/gnt/query/fields/instance-fields.ts'
import { JOB_FIELDS } from '../../../src/gnt/query/fields/job-fields.ts'
import { NODES } from '../../../src/gnt/query/fields/node-fields.ts'

/** What `list-fields` printed on a real Ganeti 3.0.2 cluster: resource, name, type, title. */
const recorded = readFileSync(join(import.meta.dirname, 'fields.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))

const ours = {
  instance: INSTANCES.fields,
  node: NODES.fields,
  group: GROUPS.fields,
  job: JOB_FIELDS,
}

describe.each(Object.entries(ours))('the fields of %s', (resource, fields) => {
  it('have the names, types and titles of a real cluster', () => {
    const real = recorded.filter(([of]) => of === resource).map((row) => row.slice(1).join(' | '))
    const here = [...fields.values()].map((f) =>
      [f.name, kindNames({ release: '3.0' })[f.kind], f.title].join(' | '),
    )
    expect(here.sort()).toEqual(real.sort())
  })

  it('are each described', () => {
    expect([...fields.values()].filter((field) => field.doc === '')).toEqual([])
  })
})
