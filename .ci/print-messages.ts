// What there is to translate: `npm run messages` prints it, `npm run messages -- de` writes the catalogue of a language.
// What was translated stays, what the page no longer says goes, and what is new is empty: it stays English.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messages } from './messages.ts'

const [tag] = process.argv.slice(2)
if (tag === undefined) console.log([...messages()].map((found) => found.join('\n  ')).join('\n'))
else if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(tag)) {
  console.error(`${tag} is not the tag of a language, such as de or pt-BR.`)
  process.exitCode = 1
} else {
  const folder = join(import.meta.dirname, '..', 'src', 'session', 'language', 'catalogues')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${tag}.json`)
  const before = new Map<string, string>(
    existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8'))) : [],
  )
  const now = [...messages().keys()].map((message) => [message, before.get(message) ?? ''])
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(now), null, 2)}\n`)
  console.log(`${now.filter(([, text]) => text === '').length} of ${now.length} are to translate.`)
}
