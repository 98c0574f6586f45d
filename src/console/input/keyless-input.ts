import { printable } from '../output/printable.ts'

/** Pasted text is keys without escape sequences: each line end is an Enter. */
export function takePastes(element: HTMLElement, paste: (text: string) => void): () => void {
  const take = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.stopPropagation()
    const text = printable(event.clipboardData?.getData('text/plain') ?? '')
    paste(text.replace(/\t/g, ' '))
  }
  element.addEventListener('paste', take, { capture: true })
  return () => element.removeEventListener('paste', take, { capture: true })
}

/**
 * Words that come without a key: dictated, swiped, or picked from a keyboard's suggestions. The terminal reads keys and
 * compositions only.
 */
export function takeKeylessInput(element: HTMLElement, type: (text: string) => void): () => void {
  let byKey = false
  const down = () => {
    byKey = true
  }
  const up = () => {
    byKey = false
  }
  const input = (event: Event) => {
    if (!(event instanceof InputEvent) || event.inputType !== 'insertText') return
    if (!byKey && !event.isComposing && event.data) type(event.data)
  }
  const events: [string, (event: Event) => void][] = [
    ['keydown', down],
    ['keyup', up],
    ['input', input],
  ]
  for (const [name, take] of events) element.addEventListener(name, take, { capture: true })
  return () => {
    for (const [name, take] of events) element.removeEventListener(name, take, { capture: true })
  }
}
