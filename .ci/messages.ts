// Prints every message of the page with the files that say it, for whoever translates: `npm run messages`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, traverse } from '@babel/core'
import { messageOf } from '../src/lib/language/t.ts'

const src = join(import.meta.dirname, '..', 'src')

/** The messages of a file, as catalogues have them. */
function messagesIn(path: string): string[] {
  const messages: string[] = []
  const code = readFileSync(join(src, path), 'utf8')
  if (!/\b(t|rich)`/.test(code)) return messages
  const parsed = parseSync(code, {
    filename: path,
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: path.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'] },
  })
  if (parsed === null) throw new Error(`${path} cannot be parsed.`)
  traverse(parsed, {
    TaggedTemplateExpression({ node: { tag, quasi } }) {
      if (tag.type !== 'Identifier' || (tag.name !== 't' && tag.name !== 'rich')) return
      messages.push(messageOf(quasi.quasis.map(({ value }) => value.cooked ?? value.raw)))
    },
  })
  return messages
}

/** Every message of the page, with the files that say it. */
export function messages(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.tsx?$/.test(path))
      for (const message of messagesIn(path))
        found.set(message, [...(found.get(message) ?? []), `src/${path}`])
  return found
}
