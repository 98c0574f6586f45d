import type { CSSProperties, MouseEvent, ReactNode } from 'react'
import type { Layout } from './layout.ts'
import { type Picture, type Region, regionAt } from './picture.ts'

interface Props {
  kind: Layout['kind']
  picture: Picture
  /** The id of the box that is pointed at now. */
  active: string | null
  onPoint: (id: string | null) => void
  onChoose: (region: Region) => void
  children: ReactNode
}

/** For `diagram.css`, which makes the size of a cell of it. */
const sizeOf = (picture: Picture): CSSProperties => ({
  ['--columns' as string]: picture.width,
  ['--rows' as string]: picture.rows.length,
})

/** The pointer's way to the boxes: by the cell it is over, so that the text stays selectable. */
export function PointerArea({ kind, picture, active, onPoint, onChoose, children }: Props) {
  const under = (event: MouseEvent<HTMLElement>): Region | undefined => {
    const area = event.currentTarget.getBoundingClientRect()
    const x = ((event.clientX - area.left) / area.width) * picture.width
    const y = ((event.clientY - area.top) / area.height) * picture.rows.length
    return regionAt(picture, Math.floor(x), Math.floor(y))
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
      className={`diagram-picture is-${kind}`}
      style={sizeOf(picture)}
      onMouseMove={hover}
      onMouseLeave={() => onPoint(null)}
      onClick={click}
    >
      {children}
    </div>
  )
}
