/** An id unlike any other. `crypto.randomUUID` would do, but it is missing on plain http. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('')
