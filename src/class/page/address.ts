/** What the address says after "#NAME=": a code or a secret; empty where it says none. */
export function inAddress(name: 'class' | 'wall'): string {
  const [, text = ''] = new RegExp(`^#${name}=([^&]*)`).exec(window.location.hash) ?? []
  try {
    return decodeURIComponent(text)
  } catch {
    // Whoever typed "%" meant it.
    return text
  }
}
