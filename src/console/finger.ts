let finger = false

/** Notes what the page is used with: a finger on the screen, or a mouse and keys. Returns how to stop. */
export function watchFinger(): () => void {
  const press = (event: PointerEvent) => {
    finger = event.pointerType === 'touch'
  }
  const key = () => {
    finger = false
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
export const usesFinger = (): boolean => finger
