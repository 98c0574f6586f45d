import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** A response header that a server sends, and why. `docs/hosting.md` repeats both. */
interface Header {
  name: string
  value: string
  why: string
}

/** What the page may load and do, directive by directive. xterm.js writes style elements and attributes. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self'",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  // Only addresses that src/session/trusted.ts has looked at become workers; nothing else becomes code.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'ganeti-lab',
}

/** Means nothing in a meta element: only a server can say who may frame the page. */
const HEADER_ONLY: Readonly<Record<string, string>> = { 'frame-ancestors': "'none'" }

/** Sent with every file, beside the policy. */
const EVERYWHERE: readonly Header[] = [
  {
    name: 'X-Content-Type-Options',
    value: 'nosniff',
    why: 'A file is what its type says, never what it looks like.',
  },
  {
    name: 'Referrer-Policy',
    value: 'no-referrer',
    why: 'Links to other sites do not tell them where the reader came from.',
  },
  {
    name: 'Permissions-Policy',
    value:
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()',
    why: 'The page needs none of these, so no code in it may ask for them.',
  },
  {
    name: 'Cross-Origin-Opener-Policy',
    value: 'same-origin',
    why: 'A window that opens the page gets no handle on it.',
  },
  {
    name: 'Cross-Origin-Resource-Policy',
    value: 'same-origin',
    why: 'No other site embeds its files.',
  },
]

/** Files whose names change with their content may be kept for ever; everything else is asked for again. */
export const CACHING = {
  folder: 'assets',
  hashed: 'public, max-age=31536000, immutable',
  other: 'no-cache',
} as const

const policy = (directives: Readonly<Record<string, string>>, scripts: readonly string[]): string =>
  Object.entries(directives)
    .map(([name, value]) => [name, value, ...(name === 'script-src' ? scripts : [])].join(' '))
    .join('; ')

/**
 * The policy as a header. `scripts` are further sources of scripts, such as the hashes of inline ones
 * ("'sha256-…'", see `inlineScripts`).
 */
export const policyHeader = (scripts: readonly string[] = []): string =>
  policy({ ...DIRECTIVES, ...HEADER_ONLY }, scripts)

/** The policy as a meta element says it, for servers that send no headers. */
export const policyMeta = (scripts: readonly string[] = []): string => policy(DIRECTIVES, scripts)

/** The source of an inline script in a policy: "'sha256-…'" of its exact text. */
export const scriptHash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The hashes of the scripts that are written out in a page. */
export const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)]
    .filter(([, attributes = '']) => !/\ssrc\s*=/i.test(attributes))
    .map(([, , text = '']) => scriptHash(text))

const META = /\s*<meta http-equiv="Content-Security-Policy" content="[^"]*"\s*\/?>/i
const CHARSET = /<meta charset="[^"]*"\s*\/?>/i

/**
 * A page with the policy that its own scripts need, in place of the one that it had. Whoever changes a built page
 * afterwards calls it again.
 */
export function withPolicy(html: string): string {
  const bare = html.replace(META, '')
  if (!CHARSET.test(bare)) throw new Error('index.html does not say its character set')
  const content = policyMeta(inlineScripts(bare))
  // After the character set, which has to stand in the first 1024 bytes.
  return bare.replace(
    CHARSET,
    (charset) =>
      `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${content}" />`,
  )
}

/** The headers of every file, whatever its name, for a page with these further sources of scripts. */
export const commonHeaders = (scripts: readonly string[] = []): readonly Header[] => [
  {
    name: 'Content-Security-Policy',
    value: policyHeader(scripts),
    why: 'The page loads its own files only, and no other site shows it in a frame.',
  },
  ...EVERYWHERE,
]

/** The `Cache-Control` of a file at this path below the page. */
export const cacheControl = (path: string): string =>
  path.includes(`/${CACHING.folder}/`) ? CACHING.hashed : CACHING.other

/** The hashes of the inline scripts of the build in a folder; none where nothing is built. */
export function scriptsOfBuild(folder: string): string[] {
  const page = join(folder, 'index.html')
  return existsSync(page) ? inlineScripts(readFileSync(page, 'utf8')) : []
}

/**
 * The policy in the built page, and every header from the server of `npm start`. The development server has none of
 * it: it needs inline scripts.
 */
export const securityHeaders = (): Plugin => ({
  name: 'security-headers',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { server }) => (server ? html : withPolicy(html)),
  },
  configurePreviewServer({ middlewares, config }) {
    const headers = commonHeaders(scriptsOfBuild(join(config.root, config.build.outDir)))
    middlewares.use((request, response, next) => {
      for (const { name, value } of headers) response.setHeader(name, value)
      response.setHeader('Cache-Control', cacheControl(request.url ?? ''))
      next()
    })
  },
})
