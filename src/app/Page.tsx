import { StrictMode, useLayoutEffect } from 'react'
import { t } from '../lib/language/t.ts'
import { App } from './App.tsx'
import { Boundary } from './notices/Boundary.tsx'

/** The content of the element with the id "root", in the build and in the browser. */
export function Page() {
  // The returning visitor's session has replaced the prerendered page: see .ci/first-paint.ts.
  useLayoutEffect(() => {
    delete document.documentElement.dataset.returning
  }, [])
  return (
    <StrictMode>
      <Boundary name={t`The page`} whole>
        <App />
      </Boundary>
    </StrictMode>
  )
}
