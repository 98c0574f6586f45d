import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { Plugin } from 'vite'
import { cardOf } from '../src/labs/lab.ts'
import { problemLine, readLab } from '../src/labs/read.ts'

/** Lab files as modules: `x.md` is the lab, `x.md?card` what a list shows of it. A bad one stops the build. */
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
    const value = query === 'card' ? cardOf(read.lab) : read.lab
    return { code: `export default ${JSON.stringify(value)}`, moduleType: 'js' }
  },
})
