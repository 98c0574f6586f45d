import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A class that runs in a process of its own, as `npm run class` starts it. */
export interface ClassServer {
  pid: number
  port: number
  /** Of the page that asks for a code: "http://127.0.0.1:PORT/". */
  url: string
  /** Of the wall. */
  wall: string
  /** The codes of the groups, in their order. */
  codes: string[]
  /** What it has printed so far. */
  said: () => string
  /** Ends it at once, as a power cut would. */
  kill: () => Promise<void>
}

const running = new Set<ChildProcess>()
const folders: string[] = []
process.on('exit', () => {
  for (const server of running) server.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder for the logs of a class, deleted in the end. */
export function classFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganeti-lab-class-'))
  folders.push(folder)
  return folder
}

/** Starts a class. Rejects with what it said where it ends instead. */
export const startClass = (...options: string[]): Promise<ClassServer> => started([], options)

/** Starts a program that hears of a file that may not grow as of a full disk, instead of being killed for it. */
const PATIENT = ['sh', '-c', `trap '' XFSZ; exec "$0" "$@"`]

/** Starts a class whose disk can be made full, on Linux. */
export const startClassOnSmallDisk = (...options: string[]): Promise<ClassServer> =>
  started(PATIENT, options)

/** Lets no file of a class grow beyond so many bytes; null: as far as it likes. */
export function limitFiles({ pid }: ClassServer, bytes: number | null): void {
  const { status } = spawnSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes ?? 'unlimited'}:`])
  if (status !== 0) throw new Error('prlimit failed')
}

async function started(before: string[], options: string[]): Promise<ClassServer> {
  const main = join(import.meta.dirname, '../../../src/class/server/main.ts')
  const given = options.includes('--port') ? [] : ['--port', '0']
  const node = [process.execPath, '--import', 'tsx', main, '--host', '127.0.0.1']
  const [command = '', ...args] = [...before, ...node, ...given, ...options]
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(server)
  let said = ''
  const ended = once(server, 'exit').then(() => running.delete(server))
  await new Promise<void>((resolve, reject) => {
    const hear = (text: Buffer) => {
      said += text.toString()
      if (said.includes('Ctrl-C ends the class')) resolve()
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    server.on('exit', () => reject(new Error(`The class ended: ${said}`)))
  })
  const wall = /(http:\/\/\S+)#wall=(\S+)/.exec(said)
  if (!wall?.[1] || server.pid === undefined) throw new Error(`There is no wall: ${said}`)
  const [address, url] = wall
  return {
    pid: server.pid,
    port: Number(new URL(url).port),
    url,
    wall: address,
    codes: [...said.matchAll(/^Group \d+ +(\S+)$/gm)].map(([, code = '']) => code),
    said: () => said,
    async kill() {
      server.kill('SIGKILL')
      await ended
    },
  }
}
