import type { ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import { ClassPage } from './ClassPage.tsx'
import { WallPage } from './wall/Wall.tsx'

/** Shows a page of a class in place of what came with `index.html`. `page`: the page that is played alone. */
export function beginClass(root: HTMLElement, page: ComponentType): void {
  delete document.documentElement.dataset.returning
  const isWall = window.location.hash.startsWith('#wall')
  createRoot(root).render(isWall ? <WallPage page={page} /> : <ClassPage page={page} />)
}
