/** What a click does something to. */
const CONTROLS = 'button, a[href], summary, label, input, select, [role="button"]'

const controlOf = (event: Event): Element | null =>
  event.target instanceof Element ? event.target.closest(CONTROLS) : null

/**
 * From now on, the second click of a double click does nothing where the first one has put another control under the
 * pointer: no one has seen that one before they pressed it. Returns how to stop.
 */
export function watchClicks(page: Document): () => void {
  let began: Element | null = null
  const check = (event: MouseEvent): void => {
    const control = controlOf(event)
    // The first click, or a key.
    if (event.detail < 2) began = control
    else if (control !== null && control !== began) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  page.addEventListener('click', check, { capture: true })
  return () => page.removeEventListener('click', check, { capture: true })
}
