import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { messages } from '../../.ci/messages.ts'
import { allLabs } from '../../src/door/catalogue.ts'
import { isProgramName, programsOf } from '../../src/gnt/declared/programs.ts'
import { readLink } from '../../src/session/links/link.ts'

/** What is written for people, outside the lessons. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'src/README.md',
  'src/class/README.md',
  'src/labs/README.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]
const FOR_READERS = PAGES.filter((page) => page === 'README.md' || page.startsWith('docs/'))

const textOf = (page: string): string => readFileSync(page, 'utf8')

/** What a pattern finds on each of the pages, without line breaks. */
const found = (pages: readonly string[], pattern: RegExp) =>
  pages.flatMap((page) =>
    [...textOf(page).matchAll(pattern)].map(([, text = '']) => ({
      page,
      text: text.replace(/\s+/g, ' '),
    })),
  )

it('leads to files that exist, by every relative link and picture', () => {
  const links = [
    ...found(PAGES, /\]\((?!https?:|#)([^)#]+)[^)]*\)/g),
    ...found(PAGES, /(?:src|srcset)="(?!https?:)([^"]+)"/g),
  ]
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter(({ page, text }) => !existsSync(join(dirname(page), text)))).toEqual([])
})

it('names keys that the help of the page lists', () => {
  const help = textOf('src/app/panels/Help.tsx')
  const keys = [...help.matchAll(/^ {2}\[(?:'|t`)([^'`]+)/gm)].map(([, key = '']) => key)
  const known = (text: string) =>
    keys.some((cell) => cell === text || cell.split(/, (?:then )?/).includes(text))
  expect(found(FOR_READERS, /<kbd>([^<]+)<\/kbd>/g).filter(({ text }) => !known(text))).toEqual([])
})

it('names buttons, menu items and labs by the words that the page shows', () => {
  const said = [...messages().keys()].map((message) => message.replace(/: \{0\}$/, ''))
  const shown = new Set([...said, ...allLabs().map(({ title }) => title)])
  const names = found(FOR_READERS, /(?<![\w`*_])_([A-Z][^_`]*)_(?![\w`])/g).flatMap(
    ({ page, text }) => text.split(' → ').map((name) => ({ page, name })),
  )
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter(({ name }) => !shown.has(name))).toEqual([])
})

it('gives links that open a lab, a goal or a drill that exists', () => {
  // A class has codes, which no one knows before it is held.
  const links = found(FOR_READERS, /`(#(?!class=)[a-z][^`]*)`/g)
  expect(links.length).toBeGreaterThan(10)
  const wrong = links.filter(({ text }) => {
    const link = readLink(text)
    if (!link?.ok) return true
    const { opens } = link
    if (opens?.is !== 'lab') return false
    const lab = allLabs().find(({ id }) => id === opens.lab)
    return !lab || (opens.goal !== undefined && !lab.goals.some(({ id }) => id === opens.goal))
  })
  expect(wrong).toEqual([])
})

it('calls each lab in the table for students by its title', () => {
  const rows = [...textOf('docs/student.md').matchAll(/^\|[^|]+\| ([^|]+?) +\| `#lab=([\w-]+)`/gm)]
  expect(rows.length).toBeGreaterThan(7)
  const titles = rows.map(([, title, id]) => ({ id, title }))
  expect(titles).toEqual(
    rows.map(([, , id]) => ({ id, title: allLabs().find((lab) => lab.id === id)?.title })),
  )
})

it('names scripts of the package, and commands of Ganeti, that exist', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  const run = found(PAGES, /npm run (?:-s )?([a-z]+)/g)
  expect(run.filter(({ text }) => !(text in scripts))).toEqual([])
  const declared = programsOf({ release: '3.0' })
  const gnt = found(PAGES, /`(gnt-[a-z]+(?: [a-z-]+)?)/g).filter(({ text }) => {
    const [program = '', command] = text.split(' ')
    if (!isProgramName(program)) return true
    return (
      command !== undefined && !declared.get(program)?.commands.some(({ name }) => name === command)
    )
  })
  expect(gnt).toEqual([])
})

it('links a page for each reader from the README', () => {
  const readme = textOf('README.md')
  const pages = readdirSync('docs').filter((file) => file.endsWith('.md'))
  expect(pages.filter((file) => !readme.includes(`(docs/${file})`))).toEqual([])
})
