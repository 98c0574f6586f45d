/** `make`, which keeps what it made for the last key. For values that follow from the key alone. */
export function keepingLast<V>(make: (key: string) => V): (key: string) => V {
  let last: { key: string; value: V } | null = null
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) }
    return last.value
  }
}
