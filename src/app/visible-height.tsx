import { useEffect } from 'react'

/** A keyboard on the screen is higher than the bars of a browser that come and go, in CSS pixels. */
const KEYBOARD_PX = 120

/**
 * While a keyboard lies over the page, the page knows how much of it can be seen: `data-keyboard` at the root, and the
 * custom properties `--visible-height` and `--visible-top`. Browsers lay the page out as if there were no keyboard.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const { documentElement: root } = document
    const measure = () => {
      // Zoomed in with two fingers one sees less, too.
      const covered = view.scale < 1.05 && window.innerHeight - view.height > KEYBOARD_PX
      root.toggleAttribute('data-keyboard', covered)
      if (covered) {
        root.style.setProperty('--visible-height', `${view.height}px`)
        root.style.setProperty('--visible-top', `${view.offsetTop}px`)
      } else {
        root.style.removeProperty('--visible-height')
        root.style.removeProperty('--visible-top')
      }
    }
    measure()
    view.addEventListener('resize', measure)
    view.addEventListener('scroll', measure)
    return () => {
      view.removeEventListener('resize', measure)
      view.removeEventListener('scroll', measure)
    }
  }, [])
}
