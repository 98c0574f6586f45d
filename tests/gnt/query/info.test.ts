import { describe, expect, it } from 'vitest'
import { infoOf, pairs, parametersInfo, printInfo } from '../../../src/gnt/query/info.ts'

describe('facts', () => {
  it('are indented below their key, records by their sorted keys', () => {
    const text = printInfo(
      pairs(
        ['b', 'text'],
        ['a', infoOf({ z: 1, y: { x: null } })],
        ['none', []],
        ['empty', infoOf({})],
      ),
    )
    expect(text).toBe('b: text\na: \n  y: \n    x: None\n  z: 1\nnone: \nempty: \n\n')
  })

  it('put lists behind dashes and tuples in brackets', () => {
    const text = printInfo([
      pairs(['Nodes', [pairs(['p', 'A'], ['g', 'B']), 'C']]),
      { tuple: [1, 'm'] },
    ])
    expect(text).toBe('- Nodes: \n    - p: A\n      g: B\n    - C\n- [1, m]\n\n')
  })

  it('align the values of aligned keys with each other', () => {
    const text = printInfo(pairs(['ID', 4], ['Received', 'r', 'aligned'], ['End', 'e', 'aligned']))
    expect(text).toBe('ID: 4\nReceived: r\nEnd:      e\n\n')
  })

  it('say which parameters are defaults', () => {
    const own = { maxmem: 256, net: { link: 'br0' } }
    const all = { maxmem: 256, vcpus: 1, net: { link: 'br0', mode: 'bridged' }, file: {} }
    expect(printInfo(parametersInfo(own, all))).toBe(
      'file: default ({})\nmaxmem: 256\nnet: \n  link: br0\n  mode: default (bridged)\nvcpus: default (1)\n\n',
    )
  })
})
