import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lazily } from '../../src/lib/lazily.ts'

const COMMAND = 'redis-server'

/** Whether there is a Redis server; if not, it says that the tests of its store do not run. */
const isInstalled = lazily((): boolean => {
  const { status } = spawnSync(COMMAND, ['--version'], { timeout: 20_000 })
  if (status !== 0)
    console.warn(`There is no ${COMMAND}: the tests of the store on Redis did not run.`)
  return status === 0
})

/**
 * Starts a program, and ends it as soon as its standard input closes: also where the process that started it was killed,
 * as the workers of the tests are. Then the folder in $0 is deleted.
 */
const ATTENDED = '"$@" <&- & read -r _; kill -9 $!; wait; rm -rf "$0"'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (typeof address !== 'object' || !address) throw new Error('there is no free port')
  return address.port
}

/** Starts a Redis server that keeps in a folder what it acknowledges. `deleted`: what is deleted when it ends. */
async function run(port: number, folder: string, deleted: string) {
  const options = ['--port', `${port}`, '--dir', folder, '--appendonly', 'yes']
  const command = [COMMAND, ...options, '--appendfsync', 'always']
  const server = spawn('sh', ['-c', ATTENDED, deleted, ...command], { stdio: 'pipe' })
  // It keeps no test from ending.
  server.unref()
  for await (const text of server.stdout) if (String(text).includes('Ready to accept')) break
  server.stdout.resume()
  return server
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ganeti-lab-redis-'))

/** Starts an empty Redis server that keeps what it acknowledges, and returns its address. */
async function startRedis(): Promise<string> {
  const [port, folder] = [await freePort(), newFolder()]
  await run(port, folder, folder)
  return `redis://127.0.0.1:${port}`
}

/** Starts an empty Redis server that can be killed, and started again with what it holds. */
export async function startMortalRedis() {
  const [port, folder] = [await freePort(), newFolder()]
  let server = await run(port, folder, '')
  return {
    address: `redis://127.0.0.1:${port}`,
    kill: async (): Promise<void> => {
      const ended = once(server, 'exit')
      server.stdin.end()
      await ended
    },
    again: async (): Promise<void> => {
      server = await run(port, folder, folder)
    },
  }
}

/** What starts an empty Redis server; empty where none is installed. */
export const redisServers = (): [name: string, start: () => Promise<string>][] =>
  isInstalled() ? [['Redis', startRedis]] : []
