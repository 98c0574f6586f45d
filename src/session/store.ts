import { create } from 'zustand'
import { definitionOf } from '../labs/lab.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { World } from '../sim/world.ts'
import type { AppState } from './app-state.ts'
import type { Pace, Speed } from './clock.ts'
import { loadPreferences } from './preferences.ts'
import { emptyRecording, recordWorld } from './recording.ts'
import { isAtRest } from './rest.ts'
import { beginning, type Session } from './session.ts'
import { FIRST_LAB, FIRST_WORLD } from './shelf.ts'

export { useShallow } from 'zustand/react/shallow'

/** The node that is master at the start, as the World spells it. */
const masterOf = (definition: ClusterDefinition, world: World): string =>
  Object.keys(world.machines).find((n) => n.toLowerCase() === definition.master.toLowerCase()) ??
  definition.master

/** The part of the state that belongs to one session, reset for another session. */
export const stateOf = (
  session: Session,
): Pick<
  AppState,
  'session' | 'recording' | 'happened' | 'asked' | 'ahead' | 'terminal' | 'offer'
> => ({
  session,
  recording: recordWorld(emptyRecording, session.world, session.now),
  happened: null,
  asked: null,
  ahead: {},
  terminal: masterOf(session.definition, session.world),
  offer: null,
})

const firstDefinition = definitionOf(FIRST_LAB, FIRST_WORLD.release)

/** The state of the app. Components read it with a selector and change it by `actions`. */
export const useApp = create<AppState>()(() => ({
  engine: null,
  load: () => undefined,
  look: null,
  ...stateOf(beginning(null, firstDefinition, FIRST_LAB, FIRST_WORLD, 0)),
  speed: 'paused',
  view: 'is',
  presenter: false,
  ...loadPreferences(),
  notices: [],
  previous: null,
  previousRecording: null,
  history: {},
  rewrites: 0,
  focusConsole: 0,
  showConsole: 0,
}))

/** The session at this moment, for what is worked out once and does not follow the clock. */
export const sessionNow = (): Session => useApp.getState().session

/** The real speed of the clock: an idle cluster runs at 1×. */
export const paceOf = ({ speed, session }: Pick<AppState, 'speed' | 'session'>): Speed =>
  speed === 'paused' || isAtRest(session.world) ? clampRest(speed) : speed

const clampRest = (speed: Speed): 'paused' | Pace => (speed === 'paused' ? speed : 1)
