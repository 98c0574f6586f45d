import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { loadTheRest } from './app/after-paint.ts'
import { Boundary } from './app/Boundary.tsx'
import { loadCommandsWhenAsked } from './app/commands.ts'
import { tellFailures } from './app/failures.ts'
import { lookAt } from './app/look.ts'
import { restoreAndKeep } from './session/autosave.ts'
import { keepBook } from './session/book.ts'
import { startClock } from './session/clock.ts'
import { onceSpoken } from './session/language.ts'
import { lookBy } from './session/look.ts'
import { useSession } from './session/store.ts'
import { nextEvent } from './sim/world.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

/** A function and no waiting at the top level: what is imported on the way waits until this file has run. */
async function begin(page: HTMLElement): Promise<void> {
  lookBy(lookAt)
  tellFailures()
  loadCommandsWhenAsked()
  // The consoles measure their letters once, so the letters come first; a font that fails is no reason to wait.
  const letters = document.fonts?.load('500 13px "JetBrains Mono Variable"').catch(() => [])
  await Promise.all([letters, restoreAndKeep()])
  createRoot(page).render(
    <StrictMode>
      <Boundary name="The page" whole>
        <App />
      </Boundary>
    </StrictMode>,
  )
  const { pass, stop, session } = useSession.getState()
  const run = () => startClock({ ...useSession, pass, stop })
  // A session in the middle of something needs the commands before its clock can go on.
  if (nextEvent(session.world) === undefined) run()
  else onceSpoken(run)
  keepBook()
  await loadTheRest()
}

void begin(root)
