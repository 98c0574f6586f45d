import { isVeiled } from '../labs/veil.ts'
import type { AppState } from './app-state.ts'
import { useApp } from './store.ts'

/** What the picture shows: what the learner chose, or Ganeti's view where the truth is veiled. */
export const viewOf = ({ session, view }: Pick<AppState, 'session' | 'view'>): AppState['view'] =>
  isVeiled(session) ? 'known' : view

/** Whether what is true of the cluster is veiled now. */
export const useVeiled = (): boolean => useApp((state) => isVeiled(state.session))
