import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { cacheControl, commonHeaders, inlineScripts, withPolicy } from '../../.ci/headers.ts'
import { configurationFor } from '../../.ci/server-config.ts'

const HASH = "'sha256-abc='"

it.each(['nginx', 'apache', 'caddy'])('the configuration for %s sets every header', (server) => {
  const text = configurationFor(server, [HASH]) ?? ''
  for (const { name, value } of commonHeaders([HASH])) expect(text).toContain(`${name} "${value}"`)
  expect(text).toContain(cacheControl('/x/assets/a-1.js'))
  expect(text).toContain(cacheControl('/x/sw.js'))
})

it('there is a configuration for no other server', () => {
  expect(configurationFor('constructor', [])).toBeUndefined()
})

it('the guide to hosting names every header', () => {
  const guide = readFileSync(new URL('../../docs/hosting.md', import.meta.url), 'utf8')
  for (const { name } of commonHeaders()) expect(guide).toContain(`\`${name}\``)
  expect(guide).toContain(cacheControl('/assets/a-1.js'))
})

it('a page gets a policy with the hash of what is written out in it, once', () => {
  const page =
    '<head><meta charset="utf-8" /></head><script>alert(1)</script><script src="./x.js"></script>'
  const [hash = '', ...more] = inlineScripts(page)
  expect(more).toEqual([])
  // What browsers compute for "alert(1)".
  expect(hash).toBe("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='")
  const once = withPolicy(page)
  expect(once).toContain(`script-src 'self' ${hash};`)
  expect(once).not.toContain('frame-ancestors')
  expect(withPolicy(once)).toBe(once)
})
