import { isProgramName, programsOf } from '../../gnt/declared/programs.ts'
import { own } from '../../lib/own.ts'
import type { Release } from '../../sim/releases.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { TOOL_PAGES } from './drbd.ts'
import { gntPage, gntSection, paragraphs } from './gnt-page.ts'
import { TOOL_SUMMARIES } from './tools.ts'

/** man: pages generated from the declarations of the commands, with our own prose. */

function toolPage(name: string, summary: string): string {
  const page = own(TOOL_PAGES, name)
  const head = `NAME\n       ${name} - ${summary}\n\n`
  if (page)
    return `${head}SYNOPSIS\n       ${page.synopsis}\n\nDESCRIPTION\n${paragraphs(page.text, 7)}`
  return `${head}       This is the trainer's ${name}, which can do little more than this.\n`
}

/** The pages and commands whose name or summary contains the word, as `man -k` lists them. */
function search(release: Release, word: string): string {
  const lower = word.toLowerCase()
  const found = (text: string) => text.toLowerCase().includes(lower)
  const commands = [...programsOf({ release }).values()].flatMap((program) =>
    program.commands.map((c) => [`${program.name} ${c.name} (8)`, c.summary] as const),
  )
  const tools = Object.entries(TOOL_SUMMARIES).map(([n, s]) => [`${n} (1)`, s] as const)
  return [...commands, ...tools]
    .filter(([name, summary]) => found(name) || found(summary))
    .map(([name, summary]) => `${name.padEnd(32)} - ${summary.split('\n')[0]}\n`)
    .join('')
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
      const [name, command] = args.filter((arg) => !/^\d$/.test(arg))
      if (name === undefined) {
        p.err("What manual page do you want?\nFor example, try 'man gnt-instance'.\n")
        return exit(1)
      }
      const summary = own(TOOL_SUMMARIES, name)
      const text = isProgramName(name)
        ? command === undefined
          ? gntPage(p.world.release, name)
          : gntSection(p.world.release, name, command)
        : summary === undefined
          ? null
          : toolPage(name, summary)
      if (text === null) {
        p.err(`No manual entry for ${command ?? name}\n`)
        return exit(16)
      }
      if (p.onTerminal) return { next: 'become', program: 'less', vars: { text } }
      p.out(text)
      return exit(0)
    },
  },
})
