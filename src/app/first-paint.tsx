import { renderToString } from 'react-dom/server'
import { Page } from './Page.tsx'

/** The whole page of a first visit, as HTML. For the build, which has no browser. */
export const firstPaint = (): string => renderToString(<Page />)
