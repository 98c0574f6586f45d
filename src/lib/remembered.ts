/**
 * What was once made out of a value is remembered beside it for as long as the value lives. Only for values that
 * no one changes: `remembered` takes the caller's word for it, `rememberedIfFrozen` asks the value itself.
 */

/** `make`, called once for each value. Whoever uses it vouches that the values stay as they are. */
export function remembered<K extends object, V>(make: (value: K) => V): (value: K) => V {
  const made = new WeakMap<K, { result: V }>()
  return (value) => {
    const known = made.get(value)
    if (known) return known.result
    const result = make(value)
    made.set(value, { result })
    return result
  }
}

/** `make`, called once for each frozen value, and every time for one that may still change. */
export function rememberedIfFrozen<K extends object, V>(make: (value: K) => V): (value: K) => V {
  const once = remembered(make)
  return (value) => (Object.isFrozen(value) ? once(value) : make(value))
}
