import { renderToString } from 'react-dom/server'
import { Page } from './Page.tsx'

/** The whole page as a first visit sees it, as HTML. For the build: it runs where there is no browser. */
export const firstPaint = (): string => renderToString(<Page />)
