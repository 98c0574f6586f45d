/** Announces sentences to screen readers. */
export interface LiveRegion {
  /** After what is being said: output and questions. */
  say: (text: string) => void
  /** At once, as the answer to a key. */
  answer: (text: string) => void
  remove: () => void
}

/** Sentences that stay in the document, so that none is taken away while it is read. */
const KEPT = 6

const region = (element: HTMLElement, politeness: 'polite' | 'assertive'): HTMLElement => {
  const made = document.createElement('div')
  made.className = 'visually-hidden'
  made.setAttribute('aria-live', politeness)
  made.setAttribute('aria-relevant', 'additions')
  element.append(made)
  return made
}

/** Every sentence is an element of its own: so the same one can be said twice. */
const put = (place: HTMLElement, text: string): void => {
  if (text === '') return
  const made = document.createElement('div')
  made.textContent = text
  place.append(made)
  while (place.childElementCount > KEPT) place.firstElementChild?.remove()
}

/**
 * Gives a console a live region of its own. The terminal's own one repeats the whole line with every key,
 * since the line is erased and rewritten; its rows remain, for readers that browse the screen.
 */
export function openLiveRegion(element: HTMLElement): LiveRegion {
  element.querySelector('.live-region')?.remove()
  const polite = region(element, 'polite')
  const assertive = region(element, 'assertive')
  return {
    say: (text) => put(polite, text),
    answer: (text) => put(assertive, text),
    remove: () => {
      polite.remove()
      assertive.remove()
    },
  }
}
