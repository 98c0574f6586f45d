import type { Engine } from '../engine.ts'
import type { Session } from '../session.ts'
import { useApp } from '../store.ts'

/** The session with this engine; the very same where it has it already. */
export const withEngine = (session: Session, engine: Engine | null): Session =>
  session.engine === engine ? session : { ...session, engine }

/** From now on inputs are played by this engine, and what waited for one happens. */
export const install = (engine: Engine): void =>
  useApp.setState(({ session, previous }) => ({
    engine,
    session: withEngine(session, engine),
    previous: previous && withEngine(previous, engine),
  }))

/**
 * Runs `go` as soon as the engine is there: now, or when it has been loaded, which begins if no one has asked for it.
 * What has waited longer goes first.
 */
export const whenLoaded = (go: () => void): void => {
  const { engine, load } = useApp.getState()
  if (engine) return go()
  const stop = useApp.subscribe((state) => {
    if (state.engine === null) return
    stop()
    go()
  })
  load()
}
