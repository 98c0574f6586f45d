import { type RefObject, useLayoutEffect, useState } from 'react'
import type { Room } from './draw/layout.ts'

const pixels = (length: string): number => Number.parseFloat(length) || 0

/** The inside of an element; one that grows with what is in it has no height of its own. */
const measured = (element: HTMLElement): Room => {
  const style = getComputedStyle(element)
  const across = pixels(style.paddingLeft) + pixels(style.paddingRight)
  const down = pixels(style.paddingTop) + pixels(style.paddingBottom)
  const isOpen = style.containerType === 'inline-size'
  return {
    width: element.clientWidth - across,
    height: isOpen ? Number.POSITIVE_INFINITY : element.clientHeight - down,
  }
}

/**
 * The room of an element as it changes. Null until it has been measured: in the first rendering,
 * outside a browser, and while the element is hidden from the start.
 */
export function useRoom(ref: RefObject<HTMLElement | null>): Room | null {
  const [room, setRoom] = useState<Room | null>(null)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => {
      const next = measured(element)
      if (next.width <= 0 || next.height <= 0) return
      setRoom((old) => (old?.width === next.width && old.height === next.height ? old : next))
    }
    measure()
    const sizes = new ResizeObserver(measure)
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [ref])
  return room
}
