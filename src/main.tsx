import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { keepOffline } from './app/offline.ts'
import { startClock } from './session/clock.ts'
import { useSession } from './session/store.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

startClock({ ...useSession, pass: useSession.getState().pass })
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
keepOffline()
