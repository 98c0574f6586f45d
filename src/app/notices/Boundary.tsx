import { t } from '../../lib/language/t.ts'
import './boundary.css'
import { type ReactNode, Suspense, useEffect, useId } from 'react'
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary'
import { takeEarlyKeys } from '../../console/input/early-keys.ts'
import { failureReport } from '../../session/failure.ts'
import { retryFailedParts } from '../../session/loading/lazy-part.tsx'
import { ChunkLoadError } from '../../session/loading/load-chunk.ts'
import { exportSession } from '../../session/save/files.ts'
import { backUpStored } from '../../session/storage/storage.ts'
import { sessionNow } from '../../session/store.ts'
import { Report } from '../../ui/Report.tsx'

interface BoundaryProps {
  /** The name of the part, as the start of a sentence: "The picture". */
  name: string
  /** A value that changes when the part may work again, such as the lab or the time. */
  resetKey?: unknown
  /** Whether this is the whole page, so that nothing else is left to click. */
  whole?: boolean
  children: ReactNode
}

/**
 * Contains errors in one part of the page. If the part throws, a message with buttons takes its place and the rest keeps
 * working; the session is safe in the store. While the part loads, its place is empty.
 */
export function Boundary({ name, resetKey, whole = false, children }: BoundaryProps) {
  return (
    <ErrorBoundary
      resetKeys={[resetKey]}
      onReset={retryFailedParts}
      fallbackRender={(failed) => <Failed {...failed} name={name} whole={whole} />}
    >
      <Suspense>{children}</Suspense>
    </ErrorBoundary>
  )
}

function whyOf(error: unknown): string {
  if (!(error instanceof ChunkLoadError))
    return t`This is an error in the trainer, not in what you did.`
  return error.needsReload
    ? t`The server has the file again, but your browser remembers that it was missing. Reload the page.`
    : t`The server does not answer, or a newer version has replaced the file. Reload the page.`
}

interface FailedProps extends FallbackProps {
  name: string
  whole: boolean
}

function Failed({ error, resetErrorBoundary, name, whole }: FailedProps) {
  const heading = useId()
  const missing = error instanceof ChunkLoadError
  // The failed part may be the console that they wait for: now they belong to these buttons.
  useEffect(() => {
    takeEarlyKeys()
  }, [])
  return (
    <section
      className={whole ? 'failed is-whole' : 'failed'}
      role="alert"
      aria-labelledby={heading}
    >
      <h2 id={heading}>
        {name} {missing ? t`could not be loaded` : t`has stopped working`}
      </h2>
      <p>{t`${whyOf(error)} Your session is kept.`}</p>
      <div className="failed-buttons">
        {!(missing && error.needsReload) && (
          <button type="button" className="button" onClick={resetErrorBoundary}>
            {t`Try again`}
          </button>
        )}
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {t`Reload`}
        </button>
        <button type="button" className="button" onClick={exportSession}>
          {t`Save the session as a file`}
        </button>
        {whole && (
          <button type="button" className="button" onClick={() => void startFresh()}>
            {t`Start with the first lab`}
          </button>
        )}
      </div>
      {!missing && <Report text={failureReport(sessionNow(), error, t`showing: ${name}`)} />}
    </section>
  )
}

/** Starts without the stored session, which may be the cause of the error. It is set aside, not deleted. */
async function startFresh(): Promise<void> {
  try {
    await backUpStored()
  } finally {
    window.location.reload()
  }
}
