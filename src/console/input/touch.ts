/** Notes whether the page is used by touch or by mouse and keyboard. Returns a function that stops. */
export function watchTouch(): () => void {
  const { dataset } = document.documentElement
  const press = (event: PointerEvent) => {
    dataset.pressed = event.pointerType
  }
  const key = () => {
    dataset.pressed = 'key'
  }
  const options = { capture: true, passive: true }
  window.addEventListener('pointerdown', press, options)
  window.addEventListener('keydown', key, options)
  return () => {
    window.removeEventListener('pointerdown', press, options)
    window.removeEventListener('keydown', key, options)
  }
}

/**
 * Whether a finger was used last. A console that takes the focus then would open the keyboard of the screen, over
 * half of what is to be seen: it opens when the console itself is tapped.
 */
export const usesTouch = (): boolean => document.documentElement.dataset.pressed === 'touch'

/** Whether keys for a finger stand below the console, or a finger was used last. */
export const hasTouchKeys = (): boolean =>
  usesTouch() || window.matchMedia('(pointer: coarse)').matches
