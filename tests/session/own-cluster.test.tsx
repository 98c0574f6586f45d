import { act } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { clusterFrom, type Recipe, USUAL_RECIPE } from '../../src/labs/recipe.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { isOwnCluster } from '../../src/session/labs/free-cluster.ts'
import { openFree, startLab } from '../../src/session/labs/open-lab.ts'
import { clusterLink, openCluster } from '../../src/session/labs/own-cluster.ts'
import { linkTo } from '../../src/session/links/link.ts'
import { linkedStateOf } from '../../src/session/links/linked-state.ts'
import { openLink } from '../../src/session/links/open-link.ts'
import { openFile } from '../../src/session/save/files.ts'
import { packedForAddress } from '../../src/session/save/pack.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

const state = () => useApp.getState()
const told = () => state().notices.at(-1)?.text ?? ''
const cook = (change: Partial<Recipe>) => {
  const cooked = clusterFrom({ ...USUAL_RECIPE, ...change })
  if (!cooked.ok) throw new Error('it cannot be cooked')
  return cooked.definition
}
const open = (fragment: string) => act(() => openLink(fragment))
const give = (text: string) =>
  act(() => openFile(Object.assign(new File([text], 'x.json'), { text: async () => text })))

beforeEach(() => {
  act(() => startLab(MAINTENANCE))
  useApp.setState({ notices: [], previous: null, presenter: false })
})

describe('a cluster of your own', () => {
  it('opens as free play; the session before it can be restored', async () => {
    act(() => actions.type('nodeA.virt.nsrc.org', 'hostname'))
    const { session } = state()
    const definition = cook({ nodes: 12, drbd: 24 })
    expect(await act(() => openCluster(definition))).toBeNull()
    expect(state().session).toMatchObject({ lab: null, definition, inputs: [] })
    expect(state().terminal).toBe('node01.example.org')
    act(() => actions.takeBackStart())
    expect(state().session).toBe(session)
  })

  it('comes out of its link, also the largest, and that fits an address', async () => {
    const definition = cook({ nodes: 100, groups: 'a, b, c', drbd: 250, plain: 50 })
    const link = linkTo(clusterLink(definition))
    expect(link.length).toBeLessThan(8000)
    expect(await open(link)).toBe(true)
    expect(state().session).toMatchObject({ lab: null, definition })
  })

  it('keeps its cluster when the release changes, and in a link to its state', async () => {
    await act(() => openCluster(cook({ nodes: 5 })))
    act(() => actions.startAgain('2.12'))
    expect(Object.keys(state().session.world.machines)).toHaveLength(5)
    act(() => {
      actions.power('node2.example.org', 'off')
      passSeconds(5)
    })
    const { session } = state()
    const fragment = `#state=${packedForAddress(linkedStateOf(session))}`
    act(() => startLab(MAINTENANCE))
    expect(await open(fragment)).toBe(true)
    expect(state().session.world).toEqual(session.world)
  })

  it('comes out of its file', async () => {
    const cluster = cook({ nodes: 4, nodeNames: 'a b c d' })
    await give(JSON.stringify({ format: 'ganeti-lab cluster', version: 1, cluster }))
    expect(state().session).toMatchObject({ lab: null, definition: cluster })
  })

  it.each<[string, object, string]>([
    ['a newer version', { version: 2 }, 'It is from a newer version of ganeti-lab.'],
    ['no cluster', { cluster: null }, 'The cluster is not usable'],
    [
      'two nodes of one name',
      { cluster: { ...EXERCISE, nodes: [EXERCISE.nodes[0], EXERCISE.nodes[0]] } },
      'nodea.virt.nsrc.org is defined twice',
    ],
  ])('with %s is refused in a sentence, and nothing changes', async (_, change, why) => {
    const { session } = state()
    const file = { format: 'ganeti-lab cluster', version: 1, cluster: EXERCISE, ...change }
    await give(JSON.stringify(file))
    expect(told()).toContain('This cluster cannot be opened. Nothing was changed.')
    expect(told()).toContain(why)
    expect(await open(`#cluster=${packedForAddress(file)}`)).toBe(false)
    expect(told()).toContain(why)
    expect(state().session).toBe(session)
  })

  it('that is damaged in its link is refused', async () => {
    expect(await open('#cluster=tea')).toBe(false)
    expect(told()).toContain('The cluster in it is damaged or incomplete. Copy the whole link.')
  })

  it('has a release of its own: labs open in the one that was chosen for them before', async () => {
    act(() => startLab(MAINTENANCE, { release: '2.12' }))
    await act(() => openCluster(cook({ release: '3.0' })))
    expect(state().session.definition.release).toBe('3.0')
    act(() => startLab(MAINTENANCE))
    expect(state().session.definition.release).toBe('2.12')
    await act(() => openCluster(cook({ release: '3.0' })))
    act(() => openFree())
    expect(state().session.definition.release).toBe('2.12')
    act(() => actions.startAgain('2.11'))
    act(() => startLab(MAINTENANCE))
    expect(state().session.definition.release).toBe('2.11')
  })

  it('is told from the handout’s, whatever the release', () => {
    expect(isOwnCluster({ ...EXERCISE, release: '3.0' })).toBe(false)
    expect(isOwnCluster(cook({}))).toBe(true)
  })
})
