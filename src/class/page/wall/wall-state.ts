import { create } from 'zustand'
import { hintsOf } from '../../../labs/effort.ts'
import { commandsOf } from '../../../labs/lab.ts'
import { own } from '../../../lib/own.ts'
import type { Session } from '../../../session/session.ts'
import type { GroupAction } from '../../log/entry.ts'
import type { GroupCard, Member, WaitingPerson } from '../../log/protocol.ts'
import { NOTHING_WATCHED, type Watched } from '../../log/watched.ts'

/** A group on the wall. */
export interface WallGroup extends GroupCard {
  watched: Watched
  members: readonly Member[]
}

interface WallState {
  connected: boolean
  /** Why the wall is not shown; null: it is, or will be. */
  refused: string | null
  /** The ids of the groups, in their order, and the groups by their ids. A group that stays the same is the same value. */
  ids: readonly string[]
  groups: Readonly<Record<string, WallGroup>>
  /** Groups that the next action is for. */
  chosen: readonly string[]
  /** The group whose page is open; null: the wall itself. */
  open: string | null
  /** Which groups follow on the page that is open; null: none. */
  leads: 'one' | 'all' | null
  /** Whether the report is shown in place of the tiles. */
  reports: boolean
  /** Why the last action was refused somewhere; null: it was not. */
  trouble: string | null
  /** Entries that have come and are not played yet. */
  behind: number
  /** What takes a while and goes on, in words; null: nothing. */
  task: string | null
  /** Whether names are shown; not for the projector. */
  named: boolean
  /** Who waits for a group. */
  waiting: readonly WaitingPerson[]
  /** The server's clock, in milliseconds since 1970: now and then. */
  now: number
}

/** The key of what a tab remembers: a wall that hides names goes on hiding them after a reload. */
const NAMES_KEY = 'ganeti-lab wall names'

function namesWereShown(): boolean {
  try {
    return sessionStorage.getItem(NAMES_KEY) !== 'hidden'
  } catch {
    return true
  }
}

/** Hides names and codes, or lets them be shown as soon as the server tells them again. */
export function showNames(named: boolean): void {
  useWall.setState(({ ids, groups, waiting }) => ({
    named,
    ...(named
      ? {}
      : {
          groups: Object.fromEntries(
            groupsIn({ ids, groups }).map((group) => [group.id, withoutNames(group)]),
          ),
          waiting: waiting.map((person) => ({ ...person, name: '' })),
        }),
  }))
  try {
    sessionStorage.setItem(NAMES_KEY, named ? 'shown' : 'hidden')
  } catch {
    // Forbidden: a reload shows names.
  }
}

export const useWall = create<WallState>()(() => ({
  connected: false,
  refused: null,
  ids: [],
  groups: {},
  chosen: [],
  open: null,
  leads: null,
  reports: false,
  trouble: null,
  behind: 0,
  task: null,
  named: namesWereShown(),
  waiting: [],
  now: 0,
}))

/** A group by its id; undefined where there is none. */
export const groupIn = ({ groups }: Pick<WallState, 'groups'>, id: string): WallGroup | undefined =>
  own(groups, id)

/** All groups, in their order. */
export const groupsIn = ({ ids, groups }: Pick<WallState, 'ids' | 'groups'>): WallGroup[] =>
  ids.flatMap((id) => own(groups, id) ?? [])

/** The groups that the next action is for: those that are chosen; all where none is. */
export const meant = ({ ids, chosen }: Pick<WallState, 'ids' | 'chosen'>): readonly string[] =>
  chosen.length > 0 ? chosen : ids

const withoutNames = (group: WallGroup): WallGroup => ({
  ...group,
  code: '',
  members: group.members.map((member) => ({ ...member, name: '' })),
})

/** Changes a group, if there is one. */
export function changeGroup(id: string, change: Partial<WallGroup>): void {
  useWall.setState(({ groups }) => {
    const group = own(groups, id)
    return group ? { groups: { ...groups, [id]: { ...group, ...change } } } : {}
  })
}

/** The groups of a class as the server names them: those in `kept` go on, the others begin. */
export function showGroups(cards: readonly GroupCard[], kept: (id: string) => boolean): void {
  useWall.setState(({ groups: before, chosen }) => {
    const groups = cards.map((card): WallGroup => {
      const known = kept(card.id) ? own(before, card.id) : undefined
      return { watched: NOTHING_WATCHED, members: [], ...known, ...card }
    })
    const ids = groups.map(({ id }) => id)
    return {
      connected: true,
      ids,
      groups: Object.fromEntries(groups.map((group) => [group.id, group])),
      chosen: chosen.filter((id) => ids.includes(id)),
    }
  })
}

/** To take back the last input of a session; null where there is none. */
export function lastTakenBack({ inputs }: Session): GroupAction | null {
  const last = inputs.at(-1)
  return last ? { do: 'back', keep: inputs.length - 1, now: last.at } : null
}

/** To open the next hint of the goal that is to be reached; null where there is no more of it. */
export function nextHint({ lab, progress, effort, definition }: Session): GroupAction | null {
  const goal = lab?.goals[progress.done.length]
  if (!goal) return null
  const level = hintsOf(effort, goal.id) + 1
  const most = goal.hints.length + Math.min(1, commandsOf(goal, definition.release).length)
  return level > most ? null : { do: 'hint', goal: goal.id, level }
}

/** To let the next of those who are here act alone: each has their turn. */
export function nextFloor({ watched, members }: WallGroup): GroupAction | null {
  const here = members.filter((member) => member.here).map(({ seat }) => seat)
  const { floor } = watched.head
  const next = here.find((seat) => floor === null || seat > floor) ?? here[0]
  return next === undefined ? null : { do: 'floor', seat: next }
}
