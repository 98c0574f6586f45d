import { isTruthHidden } from '../labs/hidden-truth.ts'
import type { AppState } from './app-state.ts'
import { useApp } from './store.ts'

/** What the picture shows: what the learner chose, or Ganeti's view where the truth is hidden. */
export const viewOf = ({ session, view }: Pick<AppState, 'session' | 'view'>): AppState['view'] =>
  isTruthHidden(session) ? 'known' : view

/** Whether what is true of the cluster is hidden now. */
export const useTruthHidden = (): boolean => useApp((state) => isTruthHidden(state.session))
