import { StrictMode, useLayoutEffect } from 'react'
import { App } from './App.tsx'
import { Boundary } from './Boundary.tsx'

/** What the element with the id "root" holds, in the build and in the browser. */
export function Page() {
  // What a returning visitor left has replaced what the page came with: see .ci/first-paint.ts.
  useLayoutEffect(() => {
    delete document.documentElement.dataset.returning
  }, [])
  return (
    <StrictMode>
      <Boundary name="The page" whole>
        <App />
      </Boundary>
    </StrictMode>
  )
}
