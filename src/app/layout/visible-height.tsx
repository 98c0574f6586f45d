import { useEffect } from 'react'

/** In CSS pixels. An on-screen keyboard is higher than this, a browser's bars are not. */
const KEYBOARD_PX = 120

/**
 * Tells the style sheet how much of the page an on-screen keyboard leaves visible: `data-keyboard` at the root, and the
 * custom properties `--visible-height` and `--visible-top`. Browsers themselves ignore the keyboard in the layout.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const { documentElement: root } = document
    const measure = () => {
      // A pinch zoom also makes the visible area smaller.
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
