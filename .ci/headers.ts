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

/** What the page may load and do, directive by directive; what is written out in it comes on top (`Inline`). */
const DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  // Attributes that came with the page, letter by letter. Scripts write no others: they set properties.
  'style-src-attr': "'unsafe-hashes'",
  'img-src': "'self'",
  // The first letters are in the page itself.
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  // Only addresses that src/session/worker/trusted.ts has looked at become workers; nothing else becomes code.
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

/** The sources of what is written out in a page: for each directive "'sha256-…'" of every exact text. */
export type Inline = Readonly<Record<'script-src' | 'style-src' | 'style-src-attr', string[]>>

const NOTHING_INLINE: Inline = { 'script-src': [], 'style-src': [], 'style-src-attr': [] }

const policy = (directives: Readonly<Record<string, string>>, inline: Inline): string =>
  Object.entries(directives)
    .map(([name, value]) => [name, value, ...(inline[name as keyof Inline] ?? [])].join(' '))
    .join('; ')

/** The policy as a header, for a page with these inline sources. */
const policyHeader = (inline: Inline = NOTHING_INLINE): string =>
  policy({ ...DIRECTIVES, ...HEADER_ONLY }, inline)

/** The policy as a meta element says it, for servers that send no headers. */
const policyMeta = (inline: Inline = NOTHING_INLINE): string => policy(DIRECTIVES, inline)

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
}

/** What a browser reads in an attribute that React wrote. */
const attributeText = (written: string): string =>
  written.replace(/&(?:amp|quot|#x27|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)

const ELEMENT = /<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/gi

/** The hashes of the scripts, style sheets and style attributes that are written out in a page. */
export function inlineSources(html: string): Inline {
  const elements = [...html.matchAll(ELEMENT)]
  const of = (wanted: string) =>
    elements
      .filter(
        ([, name = '', rest = '']) => name.toLowerCase() === wanted && !/\ssrc\s*=/i.test(rest),
      )
      .map(([, , , text = '']) => hashOf(text))
  const attributes = [...html.replace(ELEMENT, '').matchAll(/<[^>]*?\sstyle="([^"]*)"/g)]
  return {
    'script-src': of('script'),
    'style-src': of('style'),
    'style-src-attr': [...new Set(attributes.map(([, text = '']) => hashOf(attributeText(text))))],
  }
}

const META = /\s*<meta http-equiv="Content-Security-Policy" content="[^"]*"\s*\/?>/i
const CHARSET = /<meta charset="[^"]*"\s*\/?>/i

/**
 * A page with the policy that its own scripts need, in place of the one that it had. Whoever changes a built page
 * afterwards calls it again.
 */
export function withPolicy(html: string): string {
  const bare = html.replace(META, '')
  if (!CHARSET.test(bare)) throw new Error('index.html does not say its character set')
  const content = policyMeta(inlineSources(bare))
  // After the character set, which has to stand in the first 1024 bytes.
  return bare.replace(
    CHARSET,
    (charset) =>
      `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${content}" />`,
  )
}

/** The headers of every file, whatever its name, for a page with these inline sources. */
export const commonHeaders = (inline: Inline = NOTHING_INLINE): readonly Header[] => [
  {
    name: 'Content-Security-Policy',
    value: policyHeader(inline),
    why: 'The page loads its own files only, and no other site shows it in a frame.',
  },
  ...EVERYWHERE,
]

/** The `Cache-Control` of a file at this path below the page. */
export const cacheControl = (path: string): string =>
  path.includes(`/${CACHING.folder}/`) ? CACHING.hashed : CACHING.other

/** The inline sources of the build in a folder; none where nothing is built. */
export function inlineOfBuild(folder: string): Inline {
  const page = join(folder, 'index.html')
  return existsSync(page) ? inlineSources(readFileSync(page, 'utf8')) : NOTHING_INLINE
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
    const headers = commonHeaders(inlineOfBuild(join(config.root, config.build.outDir)))
    middlewares.use((request, response, next) => {
      for (const { name, value } of headers) response.setHeader(name, value)
      response.setHeader('Cache-Control', cacheControl(request.url ?? ''))
      next()
    })
  },
})
