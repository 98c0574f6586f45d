import { expect, it } from 'vitest'
import { niceSort } from '../../../src/gnt/query/order.ts'

it('sorts numbers inside names as numbers', () => {
  const names = ['t10', 'inst2.virt', 't2', 'debianx', 't1', 't9new', '7e22', '30d5']
  expect(niceSort(names, (name) => name)).toEqual([
    '7e22',
    '30d5',
    'debianx',
    'inst2.virt',
    't1',
    't2',
    't9new',
    't10',
  ])
})
