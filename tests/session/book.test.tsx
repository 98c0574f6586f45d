import { act } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { actions } from '../../src/session/actions.ts'
import { enter, keepBook, merged, readBook, useBook } from '../../src/session/book.ts'
import { startLab } from '../../src/session/labs.ts'
import { FIRST_LAB } from '../../src/session/shelf.ts'
import { useApp } from '../../src/session/store.ts'
import { takeSteps } from './take.ts'

beforeEach(() => {
  localStorage.clear()
  useBook.setState({ book: {} })
})

it('a lab that is solved is entered, and found again by the next visit', () => {
  keepBook()
  act(() => startLab(FIRST_LAB))
  const { session } = useApp.getState()
  expect(useBook.getState().book).toEqual({})
  act(() => actions.pass(takeSteps(session, FIRST_LAB.solution)))
  const { book } = useBook.getState()
  expect(book[FIRST_LAB.id]).toMatchObject({ releases: ['2.11'], clean: true })
  expect(JSON.parse(localStorage.getItem('ganeti-lab progress') ?? '')).toEqual(book)
})

it('two books together lose nothing: the first time, every release, every drill', () => {
  const mine = {
    drills: { solved: '2026-01-02', releases: ['3.0' as const], clean: false, drills: [2] },
  }
  const other = {
    drills: { solved: '2026-01-01', releases: ['2.11' as const], clean: true, drills: [10, 2] },
  }
  expect(merged(mine, other)).toEqual({
    drills: { solved: '2026-01-01', releases: ['2.11', '3.0'], clean: true, drills: [2, 10] },
  })
})

it('a book from elsewhere keeps what is readable in it', () => {
  enter(readBook({ master: { solved: '2026-01-01', releases: ['3.0'], clean: true }, loss: 7 }))
  expect(Object.keys(useBook.getState().book)).toEqual(['master'])
  expect(readBook('hello')).toEqual({})
})
