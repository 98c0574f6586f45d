import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  cacheControl,
  commonHeaders,
  type Inline,
  inlineSources,
  withPolicy,
} from '../../.ci/headers.ts'
import { configurationFor } from '../../.ci/server-config.ts'

const INLINE: Inline = {
  'script-src': ["'sha256-abc='"],
  'style-src': ["'sha256-def='"],
  'style-src-attr': ["'sha256-ghi='"],
}

it.each(['nginx', 'apache', 'caddy'])('the configuration for %s sets every header', (server) => {
  const text = configurationFor(server, INLINE) ?? ''
  for (const { name, value } of commonHeaders(INLINE)) expect(text).toContain(`${name} "${value}"`)
  expect(text).toContain(cacheControl('/x/assets/a-1.js'))
  expect(text).toContain(cacheControl('/x/sw.js'))
})

it('there is a configuration for no other server', () => {
  expect(configurationFor('constructor', INLINE)).toBeUndefined()
})

it('the guide to hosting names every header', () => {
  const guide = readFileSync(new URL('../../docs/hosting.md', import.meta.url), 'utf8')
  for (const { name } of commonHeaders()) expect(guide).toContain(`\`${name}\``)
  expect(guide).toContain(cacheControl('/assets/a-1.js'))
})

it('a page gets a policy with the hash of what is written out in it, once', () => {
  const page =
    '<head><meta charset="utf-8" /></head><script>alert(1)</script><script src="./x.js"></script>'
  const [hash = '', ...more] = inlineSources(page)['script-src']
  expect(more).toEqual([])
  // What browsers compute for "alert(1)".
  expect(hash).toBe("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='")
  const once = withPolicy(page)
  expect(once).toContain(`script-src 'self' ${hash};`)
  expect(once).not.toContain('frame-ancestors')
  expect(withPolicy(once)).toBe(once)
})

it('a page may use the styles that are written out in it, and no others', () => {
  const page =
    '<head><meta charset="utf-8" /><style>p{color:red}</style></head><p style="--a:&quot;b&quot;">x</p><p style="--a:&quot;b&quot;">y</p><script>const c = \'<p style="no">\'</script>'
  const { 'style-src': sheets, 'style-src-attr': attributes } = inlineSources(page)
  // What browsers compute for "p{color:red}", and for "--a:\"b\"".
  expect(sheets).toEqual(["'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='"])
  expect(attributes).toEqual(["'sha256-TAw2nXEMobvJoWyPSs1gV6kQS08ba8fxt14uHwRi4DM='"])
  const policy = withPolicy(page)
  expect(policy).toContain(`style-src 'self' ${sheets[0]};`)
  expect(policy).toContain(`style-src-attr 'unsafe-hashes' ${attributes[0]};`)
  expect(policy).not.toContain('unsafe-inline')
})
