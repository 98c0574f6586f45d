import { describe, expect, it } from 'vitest'
import { type Column, formatTable } from '../../../src/lib/text/table.ts'

const COLUMNS: Column[] = [
  { title: 'Node', align: 'left' },
  { title: 'MFree', align: 'right' },
  { title: 'Role', align: 'left' },
]
const ROWS = [
  ['nodea', '1.5G', 'M'],
  ['b', '?', 'C'],
]

describe('a table', () => {
  it('is padded but for a last column on the left', () => {
    expect(formatTable(COLUMNS, ROWS, { headers: true, separator: null })).toEqual([
      'Node  MFree Role',
      'nodea  1.5G M',
      'b         ? C',
    ])
  })

  it('without titles is only as wide as its values', () => {
    expect(
      formatTable(
        COLUMNS.slice(0, 2),
        ROWS.map((row) => row.slice(0, 2)),
        { headers: false, separator: null },
      ),
    ).toEqual(['nodea 1.5G', 'b        ?'])
  })

  it('with a separator is not padded', () => {
    expect(formatTable(COLUMNS, ROWS, { headers: true, separator: ':' })).toEqual([
      'Node:MFree:Role',
      'nodea:1.5G:M',
      'b:?:C',
    ])
  })

  it('without rows shows its titles', () => {
    expect(formatTable(COLUMNS, [], { headers: true, separator: null })).toEqual([
      'Node MFree Role',
    ])
  })
})
