import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Lead, Sight } from '../../src/class/log/sight.ts'
import type { Hall } from '../../src/class/server/hall.ts'
import { type Client, join, LINE, openWall, post, settled, twoGroups } from './hall-client.ts'

let hall: Hall
beforeEach(async () => {
  hall = (await twoGroups()).hall
})
afterEach(() => hall.close())

const sightOf = (terminal: string): Sight => ({
  ...{ terminal, login: null, typed: { text: '', cursor: 0 }, foot: null },
  ...{ view: 'is', part: 'console' },
  look: { node: null, search: '', sorted: true },
})
const lead = (wall: Client, group: string, all: boolean, terminal = 'nodeA') => {
  const wanted: Lead = { group, all, sight: sightOf(terminal) }
  wall.say({ is: 'lead', lead: wanted })
}
/** What a page was told to look at, and which entries it has had of which log. */
const seen = ({ heard }: Client) =>
  heard.flatMap((one) => {
    if (one.is === 'led') return [one.sight?.terminal ?? 'no one leads']
    if (one.is === 'turn') return [one.guest ? 'turns to another' : 'turns back']
    return one.is === 'entries' ? one.entries.map(({ id }) => id) : []
  })

it('a group hears what its instructor looks at, and no other group does', async () => {
  const wall = await openWall(hall)
  const [anna, otto] = [await join(hall, 'Anna'), await join(hall, 'Otto', 'xyz789')]
  lead(wall, 'g1', false)
  lead(wall, 'g1', false, 'nodeB')
  // The same again is told to no one.
  lead(wall, 'g1', false, 'nodeB')
  await settled()
  expect(seen(anna)).toEqual(['join:1', 'nodeA', 'nodeB'])
  expect(seen(otto)).toEqual(['join:1'])
  const ben = await join(hall, 'Ben')
  await settled()
  expect(seen(ben)).toEqual(['join:1', 'join:2', 'nodeB'])
  wall.gone()
  await settled()
  expect(seen(anna).at(-1)).toBe('no one leads')
})

it('pages of other groups see the one where the instructor is while they follow, and their own again', async () => {
  const wall = await openWall(hall)
  const [anna, otto] = [await join(hall, 'Anna'), await join(hall, 'Otto', 'xyz789')]
  lead(wall, 'g1', true)
  await settled()
  expect(seen(otto)).toEqual(['join:1', 'nodeA'])
  otto.say({ is: 'follow', yes: true })
  await settled()
  post(anna, 'a1', LINE)
  await settled()
  expect(seen(otto).slice(2)).toEqual(['turns to another', 'join:1', 'a1'])

  // Of the other group they are told no name.
  const heard = JSON.stringify(otto.heard)
  expect(heard).toContain('Otto')
  expect(heard).not.toContain('Anna')

  // Their own group goes on, and they come back to all of it.
  post(wall, 'w1', { do: 'redo' }, 'g2')
  await settled()
  otto.say({ is: 'follow', yes: false })
  await settled()
  post(anna, 'a2', LINE)
  post(wall, 'w2', { do: 'redo' }, 'g2')
  await settled()
  expect(seen(otto).slice(5)).toEqual(['turns back', 'join:1', 'w1', 'w2'])

  otto.say({ is: 'follow', yes: true })
  await settled()
  wall.say({ is: 'lead', lead: null })
  await settled()
  expect(seen(otto).slice(9)).toEqual([
    ...['turns to another', 'join:1', 'a1', 'a2'],
    ...['no one leads', 'turns back', 'join:1', 'w1', 'w2'],
  ])
})

it('no one follows where no one leads, and no one but the instructor leads', async () => {
  const [anna, otto] = [await join(hall, 'Anna'), await join(hall, 'Otto', 'xyz789')]
  otto.say({ is: 'follow', yes: true })
  lead(otto, 'g2', true)
  await settled()
  expect(seen(anna)).toEqual(['join:1'])
  expect(seen(otto)).toEqual(['join:1'])
})
