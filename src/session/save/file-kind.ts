import { t } from '../../lib/language/t.ts'

/** What files of other programs begin with, as the letters of their bytes. */
const SIGNATURES: readonly (readonly [bytes: string, is: string])[] = [
  ['\u0089PNG', t`a PNG picture`],
  ['\u00ff\u00d8\u00ff', t`a JPEG picture`],
  ['GIF8', t`a GIF picture`],
  ['%PDF', t`a PDF document`],
  ['PK\u0003\u0004', t`a ZIP archive, or an office document`],
  ['\u001f\u008b', t`a compressed file`],
]

/** How much of a file is looked at, in bytes. */
const HEAD = 4096

export type FileContent =
  | { is: 'lab' }
  | { is: 'session' }
  /** `what`: "a PNG picture". */
  | { is: 'strange'; what: string }

/** What a file is, by its name and its first bytes: whatever its size, the rest is not read. */
export async function kindOf(file: File): Promise<FileContent> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  const known = SIGNATURES.find(([start]) => letters.startsWith(start))
  if (known) return { is: 'strange', what: known[1] }
  if (bytes.length === 0) return { is: 'strange', what: t`an empty file` }
  if (/^(\u00ff\u00fe|\u00fe\u00ff)/.test(letters))
    return { is: 'strange', what: t`text in UTF-16; save it as UTF-8` }
  if (letters.includes('\u0000')) return { is: 'strange', what: t`no text` }
  const text = letters.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()
  if (/\.(md|markdown)$/i.test(file.name) || text.startsWith('---')) return { is: 'lab' }
  if (text.startsWith('{') || /\.json$/i.test(file.name)) return { is: 'session' }
  return { is: 'strange', what: t`some other text` }
}
