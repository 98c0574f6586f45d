import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { App } from '../../src/app/App.tsx'
import { Boundary } from '../../src/app/notices/Boundary.tsx'
import { actions } from '../../src/session/actions.ts'
import { lazyPart, preloadParts, retryFailedParts } from '../../src/session/loading/lazy-part.tsx'
import { panels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'

/** The part that throws at present. */
const broken = vi.hoisted(() => ({ part: '' }))

/** Each part as it is, or one that throws while it is drawn. */
const breakable = vi.hoisted(
  () =>
    <F extends (props: never) => unknown>(name: string, part: F): F =>
      ((props: never) => {
        if (broken.part === name) throw new Error(`${name} is broken on purpose`)
        return part(props)
      }) as F,
)
vi.mock('../../src/console/Consoles.tsx', () => ({
  Consoles: breakable('console', () => <p>the console</p>),
}))
vi.mock(import('../../src/app/stage/Stage.tsx'), async (original) => {
  const { Stage } = await original()
  return { Stage: breakable('picture', Stage) }
})
vi.mock(import('../../src/guide/Guide.tsx'), async (original) => {
  const { Guide } = await original()
  return { Guide: breakable('guide', Guide) }
})
vi.mock(import('../../src/timeline/TimeStrip.tsx'), async (original) => {
  const { TimeStrip } = await original()
  return { TimeStrip: breakable('strip', TimeStrip) }
})
vi.mock(import('../../src/app/panels/Help.tsx'), async (original) => {
  const { default: Help } = await original()
  return { default: breakable('help', Help) }
})
vi.mock(import('../../src/app/panels/Faults.tsx'), async (original) => {
  const { default: Faults } = await original()
  return { default: breakable('faults', Faults) }
})
vi.mock(import('../../src/app/panels/Presenter.tsx'), async (original) => {
  const { default: Presenter } = await original()
  return { default: breakable('presenter', Presenter) }
})

beforeEach(() => {
  broken.part = ''
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
  useApp.setState({ presenter: false })
  panels.close()
})

/** Lets React go on where a part has suspended. */
const settled = (what: () => unknown) => act(async () => void (await what()))

const failed = (heading: string) => screen.findByRole('alert', { name: heading })

describe('a part that throws', () => {
  test.each([
    ['console', 'The console has stopped working'],
    ['picture', 'The picture has stopped working'],
    ['guide', 'The guide has stopped working'],
    ['strip', 'The time strip has stopped working'],
  ])('the %s: says so in its place, and every other part goes on', async (part, heading) => {
    broken.part = part
    render(<App />)
    const place = await failed(heading)
    expect(place).toHaveTextContent('Your session is kept.')
    for (const name of ['Try again', 'Reload', 'Save the session as a file'])
      expect(within(place).getByRole('button', { name })).toBeVisible()
    expect(place).toHaveTextContent(`${part} is broken on purpose`)
    expect(screen.getAllByRole('alert')).toHaveLength(1)
    expect(screen.getByRole('button', { name: 'Session' })).toBeVisible()
    const rest = {
      guide: document.querySelector('.guide-title'),
      console: screen.queryByText('the console'),
    }
    expect(rest.guide === null).toBe(part === 'guide')
    expect(rest.console === null).toBe(part === 'console')
  })

  test('that is opened by a button says so, too', async () => {
    render(<App />)
    broken.part = 'help'
    await settled(() => userEvent.click(screen.getByRole('button', { name: /^Help/ })))
    await failed('This dialog has stopped working')
    broken.part = 'faults'
    await settled(() => panels.faults())
    await failed('This part of the guide has stopped working')
    broken.part = 'presenter'
    await settled(() => actions.setPresenter(true))
    await failed('The presenter view has stopped working')
  })

  test('works again after "Try again", and with the next lab', async () => {
    broken.part = 'guide'
    render(<App />)
    const place = await failed('The guide has stopped working')
    broken.part = ''
    await userEvent.click(within(place).getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('heading', { level: 1 })).toBeVisible()
    broken.part = 'guide'
    useApp.setState({ session: { ...useApp.getState().session } })
    const { definition, lab } = useApp.getState().session
    actions.open(definition, lab)
    await failed('The guide has stopped working')
    broken.part = ''
    actions.open(definition, lab)
    expect(await screen.findByRole('heading', { level: 1 })).toBeVisible()
  })

  test('that is the whole page offers the first lab as well', async () => {
    broken.part = 'any'
    const Broken = breakable('any', () => null)
    render(
      <Boundary name="The page" whole>
        <Broken />
      </Boundary>,
    )
    const place = await failed('The page has stopped working')
    expect(within(place).getByRole('button', { name: 'Start with the first lab' })).toBeVisible()
  })
})

describe('a part whose code does not arrive', () => {
  test('is asked for twice, says so, and can be tried again', async () => {
    const importPart = vi.fn(() =>
      importPart.mock.calls.length < 3
        ? Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
        : Promise.resolve({ default: () => <p>here it is</p> }),
    )
    const Part = lazyPart(importPart)
    await settled(() =>
      render(
        <Boundary name="The map">
          <Part />
        </Boundary>,
      ),
    )
    const place = await failed('The map could not be loaded')
    expect(importPart).toHaveBeenCalledTimes(2)
    expect(place).toHaveTextContent('Reload the page. Your session is kept.')
    await settled(() => userEvent.click(within(place).getByRole('button', { name: 'Try again' })))
    expect(await screen.findByText('here it is')).toBeVisible()
  })

  test('that the browser remembers as missing can only be reloaded', async () => {
    const url = 'http://localhost/assets/Map-1.js'
    const asked = vi.fn(() => Promise.resolve({ ok: true }))
    vi.stubGlobal('fetch', asked)
    const Part = lazyPart(() =>
      Promise.reject<{ default: () => null }>(
        new TypeError(`error loading dynamically imported module: ${url}`),
      ),
    )
    await settled(() =>
      render(
        <Boundary name="The map">
          <Part />
        </Boundary>,
      ),
    )
    const place = await failed('The map could not be loaded')
    expect(asked).toHaveBeenCalledWith(url, { cache: 'no-cache' })
    expect(place).toHaveTextContent('your browser remembers that it was missing. Reload the page.')
    expect(within(place).getByRole('button', { name: 'Reload' })).toBeVisible()
    expect(within(place).queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  test('that the server still does not have can be tried again', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve({ ok: false }))
    const Part = lazyPart(() =>
      Promise.reject<{ default: () => null }>(
        new TypeError('Failed to fetch: http://localhost/assets/Map-1.js'),
      ),
    )
    await settled(() =>
      render(
        <Boundary name="The map">
          <Part />
        </Boundary>,
      ),
    )
    const place = await failed('The map could not be loaded')
    expect(within(place).getByRole('button', { name: 'Try again' })).toBeVisible()
  })

  test('is no longer waited for once it was loaded ahead', async () => {
    const importPart = vi.fn(() => Promise.resolve({ default: () => <p>there at once</p> }))
    const Part = lazyPart(importPart)
    await preloadParts()
    retryFailedParts()
    render(<Part />)
    expect(screen.getByText('there at once')).toBeVisible()
    expect(importPart).toHaveBeenCalledTimes(1)
  })
})
