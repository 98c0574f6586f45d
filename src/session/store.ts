import { create } from 'zustand'
import { definitionOf } from '../labs/lab.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { World } from '../sim/world.ts'
import type { AppState } from './app-state.ts'
import type { Pace, Speed } from './clock.ts'
import { isInPast } from './history/branches.ts'
import { isAtRest } from './idle.ts'
import { FIRST_LAB, FIRST_WORLD } from './labs/catalogue.ts'
import { isOwnCluster } from './labs/free-cluster.ts'
import { emptyRecording, recordWorld } from './recording/recording.ts'
import { beginning, type Session } from './session.ts'
import { loadPreferences } from './storage/preferences.ts'

export { useShallow } from 'zustand/react/shallow'

/** The node that is master at the start, as the World spells it. */
const masterOf = (definition: ClusterDefinition, world: World): string =>
  Object.keys(world.machines).find((n) => n.toLowerCase() === definition.master.toLowerCase()) ??
  definition.master

/** The part of the state that belongs to one session, reset for another session. */
export const stateOf = (
  session: Session,
): Pick<AppState, 'session' | 'recording' | 'happened' | 'asked' | 'ahead' | 'terminal' | 'offer'> &
  Partial<Pick<AppState, 'labRelease'>> => ({
  session,
  ...(session.lab === null && isOwnCluster(session.definition)
    ? {}
    : { labRelease: session.definition.release }),
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
  renderCheck: null,
  labRelease: firstDefinition.release,
  ...stateOf(beginning(null, firstDefinition, FIRST_LAB, FIRST_WORLD, 0)),
  speed: 'paused',
  together: null,
  slowed: false,
  view: 'is',
  presenter: false,
  typesPresented: false,
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
  isAtRest(session.world) && !isInPast(session) ? clampRest(speed) : speed

const clampRest = (speed: Speed): 'paused' | Pace => (speed === 'paused' ? speed : 1)
