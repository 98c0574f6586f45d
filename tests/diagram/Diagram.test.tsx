import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Diagram, type DiagramProps } from '../../src/diagram/Diagram.tsx'
import { draw } from '../../src/diagram/draw/draw.ts'
import { asText } from '../../src/diagram/draw/picture.ts'
import type { Scene } from '../../src/diagram/scene/scene.ts'
import { inRoom } from './room.ts'
import { drbd, fullName, nodes, off, plain, scene, start, trimmed } from './scenes.ts'

beforeEach(() => inRoom(1000, 440))
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const show = (picture: Scene, rest: Partial<DiagramProps> = {}) =>
  render(<Diagram scene={picture} {...rest} />)

/** Where the pointer goes in; its cells are 12 pixels wide. */
const areaOf = (container: HTMLElement): HTMLElement => {
  const text = container.querySelector('pre')
  const rows = text?.textContent?.split('\n') ?? []
  const area = text?.parentElement as HTMLElement
  const width = Number(area.style.getPropertyValue('--columns')) * 12
  area.getBoundingClientRect = () => new DOMRect(0, 0, width, rows.length * 24)
  return area
}

const shownText = (container: HTMLElement): string =>
  trimmed(container.querySelector('pre')?.textContent ?? '')

const crash = () =>
  scene(nodes('AB', { B: off }), [
    drbd('dX', 'BA', {
      state: 'crashed',
      status: 'ERROR_nodedown',
      link: { is: 'no peer' },
      good: 'A',
    }),
  ])

describe('what one perceives', () => {
  test('the characters of the picture can be selected and copied', () => {
    const { container } = show(start())
    expect(shownText(container)).toBe(asText(draw(start())))
  })

  test('strokes are drawn, letters are written', () => {
    const { container } = show(start())
    const letters = [...container.querySelectorAll('text')].map((t) => t.textContent).join('')
    expect(letters).toContain('nodeAnodeBnodeC')
    expect(letters).not.toMatch(/[-+|=.:]/)
    expect(container.querySelectorAll('path').length).toBeGreaterThan(10)
  })

  test('a screen reader hears the picture as sentences', () => {
    show(crash())
    const image = screen.getByRole('img', { name: 'Diagram of the cluster: what is' })
    expect(image).toHaveAccessibleDescription(
      'nodeA: up, master. nodeB: power off, not marked offline. dX: down, gnt-instance list shows ERROR_nodedown, up-to-date copy on nodeA.',
    )
  })

  test('the other view has another name', () => {
    show({ ...start(), view: 'known' })
    expect(screen.getByRole('img', { name: /what Ganeti knows/ })).toBeInTheDocument()
  })

  test('axe finds nothing to object to', async () => {
    const { container } = show(crash(), { onPower: vi.fn(), onCable: vi.fn() })
    const { violations } = await axe.run(container, {
      rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
    })
    expect(violations).toEqual([])
  })

  test('many nodes become tiles; one chosen is shown in full with its peers', async () => {
    const letters = 'ABCDEFGHIJKLMN'
    const { container } = show(scene(nodes(letters), [drbd('dX', 'CD')]))
    expect(shownText(container)).toContain('+AM----+')
    fireEvent.click(screen.getByRole('button', { name: 'nodeC: up.' }))
    expect(shownText(container)).toContain('| | dX |.....')
    expect(shownText(container)).not.toContain('node A')
    await userEvent.click(screen.getByRole('button', { name: 'All 14 nodes' }))
    expect(shownText(container)).toContain('+AM----+')
  })

  test('a narrow room gets the compact picture', () => {
    inRoom(370, 300)
    const { container } = show(start())
    expect(shownText(container)).toContain('|=dX= B    |')
  })

  test('nothing in it depends on the size in which it is shown', () => {
    const markup = () => {
      const { container } = show(start())
      const id = container.querySelector('.diagram-hidden')?.id ?? ''
      const html = container.innerHTML.replaceAll(id, 'ID')
      cleanup()
      return html
    }
    const large = markup()
    inRoom(640, 1000)
    expect(markup()).toBe(large)
  })
})

describe('power and cable', () => {
  test('each node has a button for its power and one for its cable', async () => {
    const onPower = vi.fn()
    const onCable = vi.fn()
    show(crash(), { onPower, onCable })
    await userEvent.click(screen.getByRole('button', { name: 'nodeA: switch the power off' }))
    await userEvent.click(screen.getByRole('button', { name: 'nodeB: switch the power on' }))
    await userEvent.click(screen.getByRole('button', { name: 'nodeA: unplug the network cable' }))
    expect(onPower.mock.calls).toEqual([
      [fullName('A'), 'off'],
      [fullName('B'), 'on'],
    ])
    expect(onCable.mock.calls).toEqual([[fullName('A'), 'out']])
  })

  test('a cable that is out can be plugged in', () => {
    show(scene(nodes('A', { A: { cable: 'out' } })), { onPower: vi.fn(), onCable: vi.fn() })
    expect(
      screen.getByRole('button', { name: 'nodeA: plug in the network cable' }),
    ).toBeInTheDocument()
  })

  test('the projected picture has no buttons to press', () => {
    show(start(), { onPower: vi.fn(), onCable: vi.fn(), presenter: true })
    expect(screen.queryByRole('button', { name: /power/ })).toBeNull()
  })
})

describe('boxes', () => {
  test('the keyboard reaches every box and the buttons after them', async () => {
    const onFocusBox = vi.fn()
    const user = userEvent.setup()
    show(start(), { onFocusBox, onPower: vi.fn(), onCable: vi.fn() })
    await user.tab()
    expect(document.activeElement).toHaveAccessibleName('nodeA: up, master.')
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(document.activeElement).toHaveAccessibleName(
      'dX: running on nodeA, copy on nodeB. Its box in node A.',
    )
    expect(onFocusBox).toHaveBeenLastCalledWith(`instance/debianX@${fullName('A')}`)
    await user.keyboard('{End}')
    expect(document.activeElement).toHaveAccessibleName(/^dZ: running on nodeB, one copy/)
    await user.tab()
    expect(document.activeElement).toHaveAccessibleName('nodeA: switch the power off')
  })

  test('Enter on a node opens its console', async () => {
    const onOpenNode = vi.fn()
    const user = userEvent.setup()
    show(start(), { onOpenNode })
    await user.tab()
    await user.keyboard('{ArrowRight}{Enter}')
    expect(onOpenNode.mock.calls).toEqual([[fullName('B')]])
  })

  test('a click on a node opens its console, a click beside the nodes does nothing', () => {
    const onOpenNode = vi.fn()
    const { container } = show(start(), { onOpenNode })
    const area = areaOf(container)
    fireEvent.click(area, { clientX: 12 * 10, clientY: 24 * 9 })
    expect(onOpenNode.mock.calls).toEqual([[fullName('A')]])
    // The box of dX stands in node A, too.
    fireEvent.click(area, { clientX: 12 * 6, clientY: 24 * 6.5 })
    expect(onOpenNode).toHaveBeenCalledTimes(2)
    fireEvent.click(area, { clientX: 12 * 24, clientY: 24 * 9 })
    expect(onOpenNode).toHaveBeenCalledTimes(2)
  })

  test('the pointer over a box asks what it is and marks both halves of its instance', () => {
    const onFocusBox = vi.fn()
    const { container } = show(start(), { onFocusBox })
    const area = areaOf(container)
    fireEvent.mouseMove(area, { clientX: 12 * 6, clientY: 24 * 6.5 })
    expect(onFocusBox).toHaveBeenLastCalledWith(`instance/debianX@${fullName('A')}`)
    expect(container.querySelectorAll('.diagram-mark')).toHaveLength(2)
    fireEvent.mouseLeave(area)
    expect(container.querySelectorAll('.diagram-mark')).toHaveLength(0)
  })
})

describe('news and calm', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const news = () => within(screen.getByRole('status')).queryByText(/./)?.textContent ?? ''

  test('changes are announced, at most one sentence per second', () => {
    const before = scene(nodes('AB'), [drbd('dX', 'BA')])
    const { rerender } = show(before)
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
    rerender(<Diagram scene={crash()} />)
    expect(screen.getByRole('status')).toHaveTextContent('nodeB: power off.')
    act(() => void vi.advanceTimersByTime(1000))
    expect(screen.getByRole('status')).toHaveTextContent(
      'dX: gnt-instance list shows ERROR_nodedown.',
    )
    expect(news()).not.toContain('power')
  })

  test('the other view of the same moment is not news', () => {
    const { rerender } = show(start())
    rerender(
      <Diagram
        scene={{
          ...start(),
          view: 'known',
          nodes: nodes('ABC', { B: { power: { is: 'unknown' } } }),
        }}
      />,
    )
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })

  const sync = (fraction: number) =>
    scene(nodes('AB'), [drbd('dX', 'AB', { copy: 'stale', link: { is: 'syncing', fraction } })])

  test('progress is redrawn four times a second, a change of state at once', () => {
    const { container, rerender } = show(sync(0.1))
    act(() => void vi.advanceTimersByTime(1000))
    rerender(<Diagram scene={sync(0.2)} />)
    act(() => void vi.advanceTimersByTime(1))
    expect(shownText(container)).toContain('20%')
    act(() => void vi.advanceTimersByTime(100))
    rerender(<Diagram scene={sync(0.3)} />)
    expect(shownText(container)).toContain('20%')
    act(() => void vi.advanceTimersByTime(150))
    expect(shownText(container)).toContain('30%')
    rerender(<Diagram scene={scene(nodes('AB'), [drbd('dX', 'AB')])} />)
    expect(shownText(container)).not.toContain('%')
  })

  test('with reduced motion nothing moves between cells and progress comes once a second', () => {
    const { container, rerender } = show(sync(0.1), { reducedMotion: true })
    act(() => void vi.advanceTimersByTime(2000))
    rerender(<Diagram scene={sync(0.2)} reducedMotion />)
    act(() => void vi.advanceTimersByTime(1))
    act(() => void vi.advanceTimersByTime(300))
    rerender(<Diagram scene={sync(0.3)} reducedMotion />)
    act(() => void vi.advanceTimersByTime(300))
    expect(shownText(container)).toContain('20%')
    act(() => void vi.advanceTimersByTime(401))
    expect(shownText(container)).toContain('30%')
  })

  test('a row that stays the same keeps its elements', () => {
    const { container, rerender } = show(sync(0.1))
    const titles = container.querySelector('svg > g:nth-of-type(2) text')
    act(() => void vi.advanceTimersByTime(1000))
    rerender(<Diagram scene={sync(0.9)} />)
    act(() => void vi.advanceTimersByTime(1))
    expect(shownText(container)).toContain('90%')
    expect(container.querySelector('svg > g:nth-of-type(2) text')).toBe(titles)
  })
})

describe('the picture of many nodes', () => {
  const many = () =>
    scene(nodes('ABCDEFGHIJKLMN', { K: off }), [drbd('dX', 'CD'), plain('dZ', 'E')])

  test('counts, and names what needs a person; a click looks at it', async () => {
    const { container } = show(many())
    expect(screen.getByText('14 nodes: 13 up, 1 dead; 2 instances: 2 running')).toBeVisible()
    expect(shownText(container)).toMatch(/^\+K- - -\+ \+AM/)
    await userEvent.click(screen.getByRole('button', { name: 'Trouble first' }))
    expect(shownText(container)).toMatch(/^\+AM/)
    await userEvent.click(screen.getByRole('button', { name: 'node K power off' }))
    expect(shownText(container)).toContain('power off')
    await userEvent.keyboard('{Escape}')
    expect(shownText(container)).toContain('+AM----+')
  })

  test('finds a node by the name of its instance, from the keyboard', async () => {
    const { container } = show(many())
    await userEvent.keyboard('/debianz{Enter}')
    expect(shownText(container)).toContain('node E')
    expect(shownText(container)).not.toContain('node A')
  })

  test('has tiles that up and down go through by columns', () => {
    show(many())
    const at = () => document.activeElement?.getAttribute('aria-label')
    screen.getByRole('button', { name: /^nodeK/ }).focus()
    const group = screen.getByRole('group', { name: /Boxes/ })
    fireEvent.keyDown(group, { key: 'ArrowDown' })
    const below = at()
    expect(below).not.toMatch(/^node[AK]/)
    fireEvent.keyDown(group, { key: 'ArrowUp' })
    expect(at()).toMatch(/^nodeK/)
  })

  test('of three nodes needs none of it', () => {
    show(start())
    expect(screen.queryByRole('searchbox')).toBeNull()
  })
})
