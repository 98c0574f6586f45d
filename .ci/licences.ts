import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vite'

interface Package {
  name: string
  version: string
  license: string
  text: string
}

/** In the service worker and in every chunk, without being a module of ours: Workbox, and Vite's loader. */
const BUNDLED_BY_TOOLS = [
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
  'vite',
]

/** Where the packages of a bundle are that have been seen, as folders. */
const folders = new Set<string>()

/** The folder of the package that a module is in; undefined for our own. */
function folderOf(module: string): string | undefined {
  const [, inside] = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module) ?? []
  return inside
}

function packageIn(folder: string): Package {
  const {
    name,
    version,
    license = '',
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
  }
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  if (file === undefined) throw new Error(`${name} comes without the text of its licence`)
  return { name, version, license, text: readFileSync(join(folder, file), 'utf8').trim() }
}

const RULE = '='.repeat(78)

/** All licences as text, in the order of names. */
function written(packages: readonly Package[]): string {
  const parts = packages.map(
    ({ name, version, license, text }) =>
      `${RULE}\n${name} ${version} (${license})\n${RULE}\n\n${text}\n`,
  )
  const own = readFileSync('LICENSE', 'utf8').trim()
  return `ganeti-lab is made with the packages below, each under the licence that follows its name.\nIts own licence comes first.\n\n${RULE}\nganeti-lab (MIT)\n${RULE}\n\n${own}\n\n${parts.join('\n')}`
}

/** Notes the packages of a bundle: the page's, and those of its workers, which are built on their own. */
export const notedPackages = (): Plugin => ({
  name: 'noted-packages',
  apply: 'build',
  generateBundle(_, bundle) {
    // Fonts are no modules: style sheets bring them as files.
    const files = Object.values(bundle).flatMap((part) =>
      part.type === 'asset' ? part.originalFileNames.map((name) => resolve(name)) : [],
    )
    for (const module of [...this.getModuleIds(), ...files]) {
      const folder = folderOf(module)
      if (folder !== undefined) folders.add(folder)
    }
  },
})

/**
 * Writes `licences.txt` beside the page: the licence of every package that is in the bundle, fonts included. A package
 * without the text of its licence stops the build.
 */
export const licences = (): Plugin => ({
  name: 'licences',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler() {
      const ofTools = BUNDLED_BY_TOOLS.map((name) => join(process.cwd(), 'node_modules', name))
      const all = [...folders, ...ofTools].filter((folder) =>
        existsSync(join(folder, 'package.json')),
      )
      const packages = new Map(
        all.map(packageIn).map((found) => [`${found.name} ${found.version}`, found]),
      )
      const sorted = [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: written(sorted) })
    },
  },
})
