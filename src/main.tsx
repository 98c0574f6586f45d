import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepOffline } from './app/offline.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    <main>
      <h1>ganeti-lab</h1>
    </main>
  </StrictMode>,
)
keepOffline()
