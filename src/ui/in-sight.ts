/** Scrolls an element into sight; what lies in a part of the page that is not shown moves nothing. */
export function scrollWhereSeen(element: Element | null): void {
  if (element?.checkVisibility?.({ visibilityProperty: true }) === false) return
  element?.scrollIntoView?.({ block: 'nearest' })
}

/**
 * Brings the beginning of what has just opened into sight. Where the page scrolls as a whole, it may be far away, and it
 * gets the window from the top; elsewhere it has a place of its own.
 */
export function showFromTop(element: Element | null): void {
  const { scrollHeight, clientHeight } = document.documentElement
  if (scrollHeight > clientHeight) element?.scrollIntoView?.({ block: 'start' })
  else scrollWhereSeen(element)
}
