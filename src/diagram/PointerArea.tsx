import type { CSSProperties, MouseEvent, ReactNode } from 'react'
import type { Layout } from './draw/layout.ts'
import { type Picture, type Region, regionAt } from './draw/picture.ts'

interface Props {
  kind: Layout['kind']
  picture: Picture
  /** The id of the box under the pointer. */
  active: string | null
  onPoint: (id: string | null) => void
  onChoose: (region: Region) => void
  children: ReactNode
}

/** The picture's size in cells, from which `diagram.css` computes the size of a cell. */
const sizeOf = (picture: Picture): CSSProperties => ({
  '--columns': picture.width,
  '--rows': picture.rows.length,
})

/** Finds the box under the pointer by its cell, so that the text stays selectable. */
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
