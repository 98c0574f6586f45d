import { act, render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { TouchKeys } from '../../src/console/TouchKeys.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'

const A = 'nodeA.virt.nsrc.org'

it('the row of keys has the word "yes" only while a question wants it in full', () => {
  actions.open(EXERCISE)
  const press = vi.fn()
  render(<TouchKeys node={A} press={press} />)
  expect(screen.queryByRole('button', { name: 'yes' })).toBeNull()
  act(() => {
    actions.type(A, 'gnt-node add --readd nodeB')
    passSeconds(5)
  })
  screen.getByRole('button', { name: 'yes' }).click()
  expect(press).toHaveBeenCalledWith('yes')
})
