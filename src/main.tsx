import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { keepOffline } from './app/offline.ts'
import { restoreAndKeep } from './session/autosave.ts'
import { startClock } from './session/clock.ts'
import { speak } from './session/language.ts'
import { useSession } from './session/store.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

// The consoles measure their letters once, so the letters come first; a font that fails is no reason to wait.
const letters = document.fonts?.load('500 13px "JetBrains Mono Variable"').catch(() => [])
await Promise.all([letters, restoreAndKeep()])
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
// Every command's behaviour, after the first picture: nothing at rest needs it.
const [{ RULES }, { complete }] = await Promise.all([
  import('./shell/rules.ts'),
  import('./shell/complete.ts'),
])
speak(RULES, complete)
startClock({ ...useSession, pass: useSession.getState().pass })
keepOffline()
