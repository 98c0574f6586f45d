import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { Blocks, MarkedText } from '../../src/guide/Prose.tsx'
import Terms from '../../src/guide/terms/Terms.tsx'
import { panels, usePanels } from '../../src/session/panels.ts'
import { ALL_TERMS } from '../../src/shell/glossary/terms.ts'

const term = (name: string) => screen.findByRole('button', { name })
const note = () => screen.queryByRole('dialog', { hidden: true })

describe('terms in the guide', () => {
  beforeEach(() => act(() => panels.closeDialog()))

  it('marks each term once in a block of prose, and never in code', async () => {
    render(
      <MarkedText
        prose={[
          'The primary of dX is drained; the next primary is not. ',
          { code: 'gnt-node modify --drained=yes master' },
          ' ends there.',
        ]}
      />,
    )
    expect(await term('primary')).toHaveTextContent('primary')
    expect(screen.getAllByRole('button').map((word) => word.textContent)).toEqual([
      'primary',
      'drained',
    ])
    expect(document.body).toHaveTextContent(
      'The primary of dX is drained; the next primary is not. gnt-node modify --drained=yes master ends there.',
    )
  })

  it('marks each term once in a whole story, also in its lists', async () => {
    render(
      <Blocks
        blocks={[
          { paragraph: ['A job holds a lock.'] },
          { list: [['Another job waits.'], ['The watcher does not.']] },
          { code: 'a job' },
        ]}
      />,
    )
    await term('job')
    expect(screen.getAllByRole('button').map((word) => word.textContent)).toEqual([
      'job',
      'lock',
      'watcher',
    ])
  })

  it('says what a term means, by click, Enter or Space; Esc goes back to the word', async () => {
    const user = userEvent.setup()
    render(<MarkedText prose={['It is a split brain.']} />)
    const word = await term('split brain')
    expect(word).toHaveAttribute('aria-expanded', 'false')
    await user.click(word)
    expect(note()).toHaveTextContent('Two copies of a disk that each have writes the other lacks')
    expect(note()).toHaveFocus()
    await user.keyboard('{Escape}')
    expect(note()).toBeNull()
    expect(word).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(note()).toHaveFocus()
    await user.keyboard('{Escape} ')
    expect(note()).toHaveFocus()
  })

  it('leads from a term to all terms, at this one', async () => {
    const user = userEvent.setup()
    render(<MarkedText prose={['The allocator chooses.']} />)
    await user.click(await term('allocator'))
    await user.click(
      within(note() as HTMLElement).getByRole('button', { name: 'All terms', hidden: true }),
    )
    expect(usePanels.getState()).toMatchObject({ dialog: 'terms', term: 'allocator' })
  })

  it('gives axe nothing to object to', async () => {
    const user = userEvent.setup()
    const { container } = render(
      <main>
        <p>
          <MarkedText prose={['The watcher restarts instances.']} />
        </p>
      </main>,
    )
    await user.click(await term('watcher'))
    const { violations } = await axe.run(container, {
      rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
    })
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  })
})

describe('the page of all terms', () => {
  it('holds every term, and shows the one that was asked for', () => {
    act(() => panels.openTerms('resync'))
    render(<Terms />)
    const page = screen.getByRole('dialog', { name: 'Terms' })
    expect(within(page).getAllByRole('term')).toHaveLength(ALL_TERMS.length)
    expect(page.querySelector('.is-wanted')).toHaveTextContent('resync')
  })
})
