import { describe, expect, test } from 'vitest'
import {
  type Edit,
  type EditedLine,
  edited,
  emptyLine,
  lineOf,
} from '../../src/console/input/line-editor.ts'
import { spokenEdit, spokenNames, spokenOutput } from '../../src/console/output/speech.ts'

describe('output', () => {
  test('that is short is said as it is, without blanks for columns and empty lines', () => {
    expect(spokenOutput('Instance  Node\ndX        nodeA\n\n')).toBe('Instance Node\ndX nodeA')
  })

  test('that is long is said as its length, its first and its last line', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`).join('\n')
    expect(spokenOutput(`${lines}\n`)).toBe('40 lines. First: line 1. Last: line 40.')
  })

  test('that ends in a question keeps its mark', () => {
    expect(spokenOutput('a\nb\nc\nd\ne\nf\nGo on?\ny/[n]/?:')).toMatch(/Last: y\/\[n\]\/\?:$/)
  })
})

describe('what Tab offers', () => {
  test('is read out, unless it is much', () => {
    expect(spokenNames(['dX', 'dY'])).toBe('2 possibilities: dX, dY')
    const many = Array.from({ length: 30 }, (_, i) => `d${i}`)
    expect(spokenNames(many)).toBe('30 possibilities, from d0 to d29')
  })
})

describe('an edit', () => {
  const history = ['gnt-node list', 'gnt-instance list']
  const said = (line: EditedLine, edit: Edit) => spokenEdit(edit, line, edited(line, edit, history))

  test('that the text field does itself is left to it', () => {
    expect(said(emptyLine, { do: 'insert', text: 'g' })).toBe('')
    for (const what of ['backspace', 'delete', 'left', 'right', 'home', 'end'] as const)
      expect(said(lineOf('gnt'), { do: what })).toBe('')
  })

  test('that brings another line says the line', () => {
    expect(said(emptyLine, { do: 'older' })).toBe('gnt-instance list')
    expect(said(lineOf('x'), { do: 'newer' })).toBe('x')
    expect(said(emptyLine, { do: 'newest' })).toBe('empty line')
  })

  test('that cuts says what is gone', () => {
    expect(said(lineOf('gnt-node list'), { do: 'cut word' })).toBe('cut list')
    expect(said(emptyLine, { do: 'cut word' })).toBe('')
  })

  test('that goes from word to word says the word', () => {
    expect(said(lineOf('gnt-node list'), { do: 'word left' })).toBe('list')
  })

  test('that searches says what is found', () => {
    const searching = edited(emptyLine, { do: 'search' }, history)
    expect(said(emptyLine, { do: 'search' })).toBe('search')
    expect(said(searching, { do: 'insert', text: 'node' })).toBe('gnt-node list')
  })
})
