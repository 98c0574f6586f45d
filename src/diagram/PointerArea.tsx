import type { MouseEvent, ReactNode } from 'react'
import { type Picture, type Region, regionAt } from './picture.ts'

interface Props {
  picture: Picture
  cell: number
  /** The id of the box that is pointed at now. */
  active: string | null
  onPoint: (id: string | null) => void
  onChoose: (region: Region) => void
  children: ReactNode
}

/** The pointer's way to the boxes: by the cell it is over, so that the text stays selectable. */
export function PointerArea({ picture, cell, active, onPoint, onChoose, children }: Props) {
  const under = (event: MouseEvent<HTMLElement>): Region | undefined => {
    const area = event.currentTarget.getBoundingClientRect()
    const x = Math.floor((event.clientX - area.left) / cell)
    return regionAt(picture, x, Math.floor((event.clientY - area.top) / cell / 2))
  }
  const hover = (event: MouseEvent<HTMLElement>) => {
    const id = under(event)?.id ?? null
    if (id !== active) onPoint(id)
  }
  const click = (event: MouseEvent<HTMLElement>) => {
    // Targets and switches act themselves; marking text is no click.
    const own = event.target instanceof Element && event.target.closest('button')
    if (own || window.getSelection()?.isCollapsed === false) return
    const region = under(event)
    if (region) onChoose(region)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the targets inside are the real controls
    // biome-ignore lint/a11y/useKeyWithClickEvents: the targets inside take the keys
    <div
      className="diagram-picture"
      style={{ width: picture.width * cell, height: picture.rows.length * 2 * cell }}
      onMouseMove={hover}
      onMouseLeave={() => onPoint(null)}
      onClick={click}
    >
      {children}
    </div>
  )
}
