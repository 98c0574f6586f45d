import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { Plugin } from 'vite'
import { problemLine } from '../src/labs/format/problem.ts'
import { readLab } from '../src/labs/format/read.ts'
import { cardOf, definitionOf, type Lab } from '../src/labs/lab.ts'
import { ENGINE } from '../src/session/engine.ts'
import { RULES } from '../src/shell/rules.ts'

const worldOf = (lab: Lab) => ENGINE.startWorld(RULES, definitionOf(lab, lab.releases[0] ?? '2.11'))

/**
 * Lab files as modules: `x.md` is the lab, `x.md?card` what a list shows of it, `x.md?world` the World at its start.
 * A bad one stops the build.
 */
export const labFiles = (): Plugin => ({
  name: 'lab-files',
  enforce: 'pre',
  async load(id) {
    const [path = '', query = ''] = id.split('?')
    if (!/\/labs\/lessons\/[^/]+\.md$/.test(path)) return null
    this.addWatchFile(path)
    const read = readLab(await readFile(path, 'utf8'))
    if (!read.ok)
      throw new Error(read.problems.map((p) => problemLine(relative('.', path), p)).join('\n'))
    const { lab } = read
    const value = query === 'card' ? cardOf(lab) : query === 'world' ? worldOf(lab) : lab
    return { code: `export default ${JSON.stringify(value)}`, moduleType: 'js' }
  },
})
