/** The same World; `count` is told of everything that is read in it. */
export function watched<T extends object>(given: T, count: () => void): T {
  const known = new WeakMap<object, object>()
  const raw = new WeakMap<object, object>()
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || raw.has(value)) return value
    const made = known.get(value)
    if (made) return made
    // Parts of what is frozen must be given as they are; those of its copy need not.
    const open = !Object.isFrozen(value) ? value : Array.isArray(value) ? [...value] : { ...value }
    const proxy = new Proxy(open, {
      get: (target, key) => {
        count()
        const value: unknown = Reflect.get(target, key)
        // What was frozen since then has to be given as it is.
        const fixed = Reflect.getOwnPropertyDescriptor(target, key)?.configurable === false
        return fixed && key !== 'length' ? value : wrap(value)
      },
      set: (target, key, next) =>
        Reflect.set(target, key, typeof next === 'object' && next ? (raw.get(next) ?? next) : next),
    })
    known.set(value, proxy)
    raw.set(proxy, value)
    return proxy
  }
  return wrap(given) as T
}
