/** Lets the browser save `text`, or bytes, as a file with that name; `type` is its media type. */
export function download(name: string, type: string, text: BlobPart): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has begun once the browser had a turn.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
