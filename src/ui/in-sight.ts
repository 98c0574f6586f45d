/** Scrolls an element into sight; what lies in a part of the page that is not shown moves nothing. */
export function scrollWhereSeen(element: Element | null): void {
  if (element?.checkVisibility?.({ visibilityProperty: true }) === false) return
  element?.scrollIntoView?.({ block: 'nearest' })
}
