import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sitting } from '../../support/driver.ts'

/** Commands recorded with the htools of Ganeti 3.0.2, and the files they were given. */

export interface Recorded {
  command: string
  stdout: string
  stderr: string
  exit: number
}

const folder = join(import.meta.dirname, 'fixtures')

/** The text of a fixture. */
export const fixture = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** Names of the recorded clusters. */
export const dataFiles: string[] = readdirSync(folder).filter((name) => name.endsWith('.data'))

const all: Recorded[] = fixture('htools.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

/** Those that stand for no cluster here: the machine they were recorded on had none. */
const WITHOUT_CLUSTER = 'hbal -L'

/** The recordings of a program. `except`: commands that would take too long for each run of the tests. */
export const recordingsOf = (program: string, except: readonly string[] = []): Recorded[] =>
  all.filter(
    ({ command }) =>
      command.split(' ')[0] === program && command !== WITHOUT_CLUSTER && !except.includes(command),
  )

/** What each option is said to do is our own text. */
export const withoutSummaries = (text: string): string =>
  text.includes('Usage: ')
    ? text.replace(/^( {2}.{4}.*? {2,}--\S+) .*$/gm, (_, columns: string) => columns.trimEnd())
    : text

/** A console on which the recorded clusters lie as files. */
export function withFiles(release = '3.0') {
  const console = sitting({ release })
  for (const name of dataFiles) console.type(`cat > ${name} <<'END'\n${fixture(name)}END`)
  return console
}
