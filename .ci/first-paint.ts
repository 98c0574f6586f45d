import react from '@vitejs/plugin-react'
import { type Plugin, runnerImport } from 'vite'
import { collectEarlyKeys } from '../src/console/input/early-keys.ts'
import { RETRY_MS } from '../src/session/loading/load-chunk.ts'
import { PREFERENCES_KEY } from '../src/session/storage/preferences.ts'
import { KEPT_FLAG, SOLVED_LABS_KEY } from '../src/session/storage/stored-flag.ts'
import { labFiles } from './lab-files.ts'

/**
 * Runs in the page before anything is painted, so it imports nothing: the theme that was chosen or that the system
 * has, and whether what follows is not what this visitor left, or wants by a link. Then the page keeps its frame and shows no content
 * until the stored session is there.
 */
function beforePaint(preferencesKey: string, keptFlag: string, bookKey: string): void {
  const root = document.documentElement
  if (location.hash.length > 1 || location.search.length > 1) root.dataset.returning = ''
  let chosen: { theme?: unknown; hideHints?: unknown; strip?: unknown } = {}
  try {
    chosen = JSON.parse(localStorage.getItem(preferencesKey) ?? '{}')
    const differs = chosen.hideHints === true || chosen.strip === false
    if (differs || [keptFlag, bookKey].some((key) => localStorage.getItem(key) !== null))
      root.dataset.returning = ''
  } catch {
    // Forbidden or unreadable: as on a first visit.
  }
  const dark =
    chosen.theme === 'dark' ||
    (chosen.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
}

const inlineScript = `(${beforePaint})(${[PREFERENCES_KEY, KEPT_FLAG, SOLVED_LABS_KEY].map((key) => JSON.stringify(key)).join()});(${collectEarlyKeys})()`

/** Style sheets have nothing to say where nothing is shown. */
const withoutStyles: Plugin = {
  name: 'without-styles',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('.css') ? '\0no-styles' : null),
  load: (id) => (id === '\0no-styles' ? '' : null),
}

/** The page's parts as a first visit sees them, rendered in Node from the first lab's World. */
async function renderedPage(root: string): Promise<string> {
  const { module } = await runnerImport<typeof import('../src/app/first-paint.tsx')>(
    `${root}/src/app/first-paint.tsx`,
    { root, configFile: false, logLevel: 'warn', plugins: [withoutStyles, react(), labFiles()] },
  )
  return module.firstPaint()
}

const STYLESHEET = /\s*<link rel="stylesheet"[^>]*href="\.\/(assets\/[^"]+\.css)"[^>]*>/g

/** Nothing is painted before the page is there as a whole: a part of it would move when the rest comes. */
const WHOLE = '<link rel="expect" href="#painted" blocking="render" />'

/** The address of a font with the first letters (fonts.ts). */
const FIRST_FONT = /url\((?:\.\/)?([\w-]+-first-[\w-]+\.woff2)\)/g

/** A font that is there with its style sheet: texts get their letters at once, and nothing is laid out twice. */
const fontInline = (font: { type: string; source?: unknown } | undefined): string => {
  if (!(font?.source instanceof Uint8Array)) throw new Error('a first font is not in the bundle')
  return `url(data:font/woff2;base64,${Buffer.from(font.source).toString('base64')})`
}

/** The page's script, after the chunks that it imports: an entry that only imports is written as what it imports. */
const ENTRY = /<script type="module"[^>]*src="([^"]+)"[^>]*><\/script>/g

/** Fetches a script at once, and runs it only when it is imported. */
const modulePreload = (file: string): string =>
  `<link rel="modulepreload" crossorigin href="${file}" />\n    `

/**
 * Runs in the page when its script did not arrive, so it imports nothing. The painted page looks alive but would not
 * answer: this notice takes its place.
 */
function tellNotStarted(): void {
  window.earlyKeys?.end()
  const heading = document.createElement('h1')
  heading.textContent = 'The page could not be loaded'
  const text = document.createElement('p')
  text.textContent =
    'The server does not answer, or a newer version has replaced the file. Your session is kept.'
  text.setAttribute('role', 'alert')
  const reload = document.createElement('button')
  reload.textContent = 'Reload'
  reload.onclick = () => location.reload()
  const notice = document.createElement('main')
  notice.className = 'failed is-whole'
  notice.append(heading, text, reload)
  document.getElementById('root')?.replaceChildren(notice)
  delete document.documentElement.dataset.returning
}

/** Runs the page's script when what came with it has been painted. A hidden page is not painted. */
const afterPaint = (file: string): string => {
  const load = `import(${JSON.stringify(file)})`
  const again = `() => new Promise((go) => setTimeout(go, ${RETRY_MS})).then(() => ${load})`
  const start = `() => setTimeout(() => ${load}.catch(${again}).catch(${tellNotStarted}))`
  return `<script type="module">(document.hidden ? (go) => go() : requestAnimationFrame)(${start})</script>`
}

/**
 * Puts the first paint into the built `index.html`: the rendered page, its style sheets, a script that sets the theme,
 * and hints for the scripts that the console needs. What the browser gets first is all it needs to paint.
 */
export const firstPaint = (): Plugin => {
  let root = ''
  return {
    name: 'first-paint',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle = {} }) {
        const page = await renderedPage(root)
        const chunks = Object.values(bundle)
        const console = chunks.find(
          (chunk) => chunk.type === 'chunk' && chunk.name === 'run-console',
        )
        const styled = html.replace(STYLESHEET, (_, file: string) => {
          const sheet = bundle[file]
          if (sheet?.type !== 'asset') throw new Error(`${file} is not in the bundle`)
          // Addresses in it are relative to its folder.
          const text = String(sheet.source)
            .replaceAll(FIRST_FONT, (_, font: string) => fontInline(bundle[`assets/${font}`]))
            .replaceAll(/url\((?!data:)(?:\.\/)?/g, 'url(./assets/')
          return `\n    <style>${text}</style>`
        })
        const preload = console ? modulePreload(`./${console.fileName}`) : ''
        const scripts = [...html.matchAll(ENTRY)].map(([, file = '']) => file)
        const script = scripts.at(-1)
        if (script === undefined) throw new Error('index.html has no script')
        const starts = `${scripts.map(modulePreload).join('')}${preload}${afterPaint(script)}`
        return styled
          .replace('</title>', `</title>\n    ${WHOLE}\n    <script>${inlineScript}</script>`)
          .replace(ENTRY, (_, file: string) => (file === script ? starts : ''))
          .replace(
            '<div id="root"></div>',
            () => `<div id="root">${page}</div><div id="painted"></div>`,
          )
      },
    },
  }
}
