import { isProgramName, programsOf } from '../../gnt/declared/programs.ts'
import { own } from '../../lib/own.ts'
import type { Release } from '../../sim/releases.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { termNamed, typedName } from '../glossary/find.ts'
import { ALL_TERMS } from '../glossary/terms.ts'
import { TOOL_PAGES, type ToolPage } from './drbd.ts'
import { gntPage, gntSection, paragraphs } from './gnt-page.ts'
import { htoolPage } from './htools.ts'
import { termPage } from './term.ts'
import { TOOL_SUMMARIES } from './tools.ts'

/** man: pages generated from the declarations of the commands, with our own prose. */

function toolPage(release: Release, name: string, summary: string): string {
  const page = own(TOOL_PAGES, name) ?? htoolPage(release, name)
  const head = `NAME\n       ${name} - ${summary}\n\n`
  if (page)
    return `${head}SYNOPSIS\n       ${page.synopsis}\n\nDESCRIPTION\n${paragraphs(page.text, 7)}${optionTable(page)}`
  return `${head}       This is the trainer's ${name}, which can do little more than this.\n`
}

/** Options, where the page has them, moved in like the text. */
const optionTable = ({ options }: ToolPage): string =>
  options === undefined ? '' : `\nOPTIONS\n${options.replace(/^(?=.)/gm, '     ')}`

/** The pages and commands whose name or summary contains the word, as `man -k` lists them. */
function search(release: Release, word: string): string {
  const lower = word.toLowerCase()
  const found = (text: string) => text.toLowerCase().includes(lower)
  const commands = [...programsOf({ release }).values()].flatMap((program) =>
    program.commands.map((c) => [`${program.name} ${c.name} (8)`, c.summary] as const),
  )
  const tools = Object.entries(TOOL_SUMMARIES).map(([n, s]) => [`${n} (1)`, s] as const)
  const terms = ALL_TERMS.map((term) => [`${typedName(term)} (7)`, term.says] as const)
  return [...commands, ...tools, ...terms]
    .filter(([name, summary]) => found(name) || found(summary))
    .map(([name, summary]) => `${name.padEnd(32)} - ${summary.split(/\n|(?<=\.) /)[0]}\n`)
    .join('')
}

/** The page of a program, of one of its commands, or of a term of the trade. */
function pageOf(release: Release, words: readonly string[]): string | null {
  const [name = '', command] = words
  if (isProgramName(name))
    return command === undefined ? gntPage(release, name) : gntSection(release, name, command)
  const summary = own(TOOL_SUMMARIES, name)
  if (summary !== undefined) return toolPage(release, name, summary)
  const term = termNamed(words.join(' ')) ?? termNamed(name)
  return term ? termPage(term) : null
}

/** `man`: shows a manual page, in a pager on a terminal and as plain text in a pipe. */
export const man: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const args = p.argv.slice(1)
      if (args[0] === '-k' && args[1] !== undefined) {
        const list = search(p.world.release, args[1])
        if (list === '') p.err(`${args[1]}: nothing appropriate.\n`)
        p.out(list)
        return exit(list === '' ? 16 : 0)
      }
      const words = args.filter((arg) => !/^\d$/.test(arg))
      const [name, command] = words
      if (name === undefined) {
        p.err("What manual page do you want?\nFor example, try 'man gnt-instance'.\n")
        return exit(1)
      }
      const text = pageOf(p.world.release, words)
      if (text === null) {
        p.err(`No manual entry for ${isProgramName(name) ? (command ?? name) : name}\n`)
        return exit(16)
      }
      if (p.onTerminal) return { next: 'become', program: 'less', vars: { text } }
      p.out(text)
      return exit(0)
    },
  },
})
