import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { BreakButton } from '../../src/app/bar/BreakButton.tsx'
import Faults from '../../src/app/panels/Faults.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { panels, usePanels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'
import { linkKey } from '../../src/sim/world.ts'
import { largeCluster } from '../support/large.ts'

const state = () => useApp.getState()
const world = () => state().session.world
const [A, B, C] = ['A', 'B', 'C'].map((letter) => `node${letter}.virt.nsrc.org`) as [
  string,
  string,
  string,
]

const summaryOf = (node: string): HTMLElement =>
  screen.getByText(node, { selector: 'summary b' }).closest('summary') as HTMLElement

/** A row of buttons of the node that stands open: "nodeB, Volume group". */
const row = (name: string) => within(screen.getByRole('group', { name }))

const open = async (node: string) => {
  const user = userEvent.setup()
  render(<Faults />)
  await user.click(summaryOf(node))
  return user
}

beforeEach(() => {
  actions.open(EXERCISE)
  panels.close()
})

describe('what can be broken', () => {
  test('is one line per node, and says that all is intact', () => {
    render(<Faults />)
    for (const node of ['nodeA', 'nodeB', 'nodeC'])
      expect(summaryOf(node)).toHaveTextContent(`${node} intact`)
    expect(screen.queryByRole('button', { name: 'Failed' })).toBeNull()
  })

  test.each([
    [
      'nodeB, Power and network',
      'Power off',
      () => world().machines[B]?.power.is === 'off',
      'power off',
    ],
    [
      'nodeB, Power and network',
      'Cable out',
      () => world().machines[B]?.cable.is === 'out',
      'cable out',
    ],
    [
      'nodeB, Volume group',
      'Failed',
      () => world().machines[B]?.volumeGroup.state === 'failed',
      'volume group failed',
    ],
    [
      'nodeB, Volume group',
      'Full',
      () => world().machines[B]?.volumeGroup.state === 'full',
      'volume group full',
    ],
    ['nodeB, Link to nodeC', 'Cut', () => linkKey(B, C) in world().cutLinks, 'link to nodeC cut'],
    [
      'nodeB, Link to nodeC',
      'Slow',
      () => linkKey(B, C) in (world().slowLinks ?? {}),
      'link to nodeC slow',
    ],
    [
      'nodeB, Daemons',
      'noded dead',
      () => world().machines[B]?.daemons.includes('ganeti-noded') === false,
      'noded dead',
    ],
  ] as const)(
    '%s, %s: breaks at once, repairs by the same button and by undo',
    async (group, name, isBroken, words) => {
      const user = await open('nodeB')
      const button = () => row(group).getByRole('button', { name })
      expect(button()).toHaveAttribute('aria-pressed', 'false')
      await user.click(button())
      expect(isBroken()).toBe(true)
      expect(button()).toHaveAttribute('aria-pressed', 'true')
      expect(summaryOf('nodeB')).toHaveTextContent(words)
      await user.click(button())
      act(() => passSeconds(60))
      expect(isBroken()).toBe(false)
      expect(button()).toHaveAttribute('aria-pressed', 'false')
      await user.click(button())
      act(() => actions.undo())
      expect(isBroken()).toBe(false)
    },
  )

  test('a failed volume group becomes full, not both', async () => {
    const user = await open('nodeB')
    await user.click(row('nodeB, Volume group').getByRole('button', { name: 'Failed' }))
    await user.click(row('nodeB, Volume group').getByRole('button', { name: 'Full' }))
    const group = row('nodeB, Volume group')
    expect(group.getByRole('button', { name: 'Failed' })).toHaveAttribute('aria-pressed', 'false')
    expect(group.getByRole('button', { name: 'Full' })).toHaveAttribute('aria-pressed', 'true')
  })

  test('a guest crashes where it runs, and only undo or a start brings it back', async () => {
    const user = await open('nodeA')
    const guests = row('nodeA, Instances')
    expect(guests.getAllByRole('button').map((b) => b.textContent)).toEqual(['Crash dX'])
    await user.click(guests.getByRole('button', { name: 'Crash dX' }))
    expect(world().machines[A]?.guests.debianX).toBeUndefined()
    expect(state().happened?.what).toBe('dX has crashed on nodeA.')
    act(() => actions.undo())
    expect(world().machines[A]?.guests.debianX).toBeDefined()
    expect(screen.getByText(/run gnt-instance start with its name, or undo/)).toBeVisible()
  })

  test('the master has daemons that the others have not; a node that is off has none', async () => {
    const user = await open('nodeA')
    const names = () =>
      row('nodeA, Daemons')
        .getAllByRole('button')
        .map((b) => b.textContent)
    expect(names()).toContain('masterd dead')
    await user.click(summaryOf('nodeA'))
    await user.click(summaryOf('nodeB'))
    const others = row('nodeB, Daemons').getAllByRole('button')
    expect(others.map((b) => b.textContent)).not.toContain('masterd dead')
    await user.click(row('nodeB, Power and network').getByRole('button', { name: 'Power off' }))
    expect(screen.queryByRole('group', { name: 'nodeB, Daemons' })).toBeNull()
  })

  test('can be used by keys alone', async () => {
    const user = userEvent.setup()
    render(<Faults />)
    const b = summaryOf('nodeB')
    b.focus()
    // A browser opens details by Enter; jsdom needs the click that it makes of it.
    await user.click(b)
    await user.tab()
    expect(screen.getByRole('button', { name: 'Power off' })).toHaveFocus()
    await user.keyboard(' ')
    expect(world().machines[B]?.power.is).toBe('off')
  })

  test('axe finds nothing to object to', async () => {
    const { container } = render(<Faults />)
    const user = userEvent.setup()
    await user.click(summaryOf('nodeB'))
    const { violations } = await axe.run(container, {
      rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
    })
    expect(violations).toEqual([])
  })
})

test('the button opens what can be broken, and closes it', async () => {
  const user = userEvent.setup()
  render(<BreakButton className="">Break</BreakButton>)
  const button = screen.getByRole('button', { name: 'Break' })
  await user.click(button)
  expect(usePanels.getState().foot).toEqual({ show: 'faults' })
  expect(button).toHaveAttribute('aria-expanded', 'true')
  await user.click(button)
  expect(usePanels.getState().foot).toBeNull()
})

describe('in a large cluster', () => {
  beforeEach(() => actions.open(largeCluster(12, 10)))
  const nodes = () => [...document.querySelectorAll('summary b')].map((b) => b.textContent)

  test('a node is found by its name, by what runs on it, and by what is wrong with it', async () => {
    const user = userEvent.setup()
    render(<Faults />)
    expect(nodes()).toHaveLength(12)
    const search = screen.getByRole('searchbox')
    await user.type(search, 'node07')
    expect(nodes()).toEqual(['node07'])
    expect(screen.getByRole('status')).toHaveTextContent('1 of 12 nodes')
    await user.clear(search)
    await user.type(search, 'W3')
    expect(nodes()).toEqual(['node03'])
    act(() => actions.cable('node05.virt.nsrc.org', 'out'))
    await user.clear(search)
    await user.type(search, 'cable')
    expect(nodes()).toEqual(['node05'])
  })

  test('a small one needs no search', () => {
    actions.open(EXERCISE)
    render(<Faults />)
    expect(screen.queryByRole('searchbox')).toBeNull()
  })
})
