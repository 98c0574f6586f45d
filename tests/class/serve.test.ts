import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { type Served, serve } from '../../src/class/server/serve.ts'
import { twoGroups } from './hall-client.ts'

const SCRIPT = 'export const word = "again"\n'.repeat(4000)

let served: Served | undefined
let folder = ''
afterEach(async () => {
  await served?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A server of a page that is one script. */
async function servedScript(): Promise<number> {
  folder = mkdtempSync(join(tmpdir(), 'ganeti-lab-served-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'assets', 'page.js'), SCRIPT)
  served = await serve((await twoGroups()).hall, { folder, port: 0, host: '127.0.0.1' })
  return served.port
}

const fetched = (port: number, encodings: string): Promise<[IncomingMessage, Buffer]> =>
  new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': encodings }
    get({ host: '127.0.0.1', port, path: '/assets/page.js', headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve([answer, Buffer.concat(parts)]))
    }).on('error', reject)
  })

test('a class gets its page packed, with the caching and the policy of every file', async () => {
  const [{ headers }, body] = await fetched(await servedScript(), 'gzip, deflate, br')
  expect(headers['content-encoding']).toBe('br')
  expect(headers['cache-control']).toContain('immutable')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(body.length).toBeLessThan(SCRIPT.length / 10)
  expect(brotliDecompressSync(body).toString()).toBe(SCRIPT)
})

test('who asks for it as it is gets it so', async () => {
  const [{ headers }, body] = await fetched(await servedScript(), 'identity')
  expect(headers['content-encoding']).toBeUndefined()
  expect(body.toString()).toBe(SCRIPT)
})
