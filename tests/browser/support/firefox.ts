import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

const USUAL_PATHS = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]
/** Real milliseconds before a command or a condition is given up. */
const PATIENCE_MS = 60_000

const find = (): string | undefined =>
  [process.env.FIREFOX_PATH ?? '', ...USUAL_PATHS].find((path) => path !== '' && existsSync(path))

/**
 * The Firefox to test with: FIREFOX_PATH, or one in a usual place. Where there is none, root on Debian installs it;
 * elsewhere undefined.
 */
export function firefoxPath(): string | undefined {
  const found = find()
  if (found !== undefined) return found
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  console.log('No Firefox found. Running: apt-get install firefox-esr')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'firefox-esr'],
  ])
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 })
  return find()
}

/** One page in a Firefox of its own, driven over WebDriver BiDi. */
export interface FirefoxPage {
  goto: (url: string) => Promise<void>
  reload: () => Promise<void>
  /** The value of an expression in the page, as JSON. */
  evaluate: <T>(expression: string) => Promise<T>
  /** Waits until an expression is true. */
  waitFor: (expression: string) => Promise<void>
  /** Presses keys one after the other; WebDriver's code points stand for those without a letter. */
  press: (keys: string) => Promise<void>
  /** Uncaught errors, console errors and warnings so far. */
  problems: string[]
  close: () => Promise<void>
}

/** WebDriver's code points of keys without a letter. */
export const KEYS = { tab: '\uE004', enter: '\uE007', escape: '\uE00C' } as const

interface Message {
  id?: number
  type: 'success' | 'error' | 'event'
  result?: unknown
  message?: string
  method?: string
  params?: { level?: string; text?: string; type?: string }
}

/** Starts it and gives the address at which it listens. */
function started(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(
      () => reject(new Error(`Firefox does not listen: ${said}`)),
      PATIENCE_MS,
    )
    browser.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
    browser.on('exit', () => reject(new Error(`Firefox ended: ${said}`)))
  })
}

/** Sends commands and collects what the page complains of. */
async function connect(address: string, problems: string[]) {
  const socket = new WebSocket(`${address}/session`)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const waiting = new Map<number, (message: Message) => void>()
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    else if (message.method === 'log.entryAdded') {
      const { level, text, type } = message.params ?? {}
      if (level === 'error' || level === 'warn') problems.push(`${type} ${level}: ${text}`)
    }
  })
  let last = 0
  const send = <T>(method: string, params: object): Promise<T> =>
    new Promise((resolve, reject) => {
      last += 1
      const id = last
      const timer = setTimeout(() => reject(new Error(`${method} is not answered`)), PATIENCE_MS)
      waiting.set(id, ({ type, result, message }) => {
        waiting.delete(id)
        clearTimeout(timer)
        if (type === 'error') reject(new Error(`${method}: ${message}`))
        else resolve(result as T)
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
  return { send, close: () => socket.close() }
}

export async function openFirefox(
  path: string,
  viewport = { width: 1440, height: 900 },
): Promise<FirefoxPage> {
  const profile = mkdtempSync(join(tmpdir(), 'ganeti-lab-firefox-'))
  const args = ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile]
  const browser = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const problems: string[] = []
  const { send, close } = await connect(await started(browser), problems)
  await send('session.new', { capabilities: {} })
  await send('session.subscribe', { events: ['log.entryAdded'] })
  const { contexts } = await send<{ contexts: { context: string }[] }>(
    'browsingContext.getTree',
    {},
  )
  const context = contexts[0]?.context
  if (context === undefined) throw new Error('Firefox has no page')
  await send('browsingContext.setViewport', { context, viewport })
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send<{
      result?: { value?: string }
      exceptionDetails?: { text: string }
    }>('script.evaluate', {
      expression: `JSON.stringify(${expression}) ?? 'null'`,
      target: { context },
      awaitPromise: true,
    })
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`)
    return JSON.parse(result?.value ?? 'null') as T
  }
  return {
    problems,
    evaluate,
    goto: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    reload: () => send('browsingContext.reload', { context, wait: 'complete' }),
    async waitFor(expression) {
      const until = Date.now() + PATIENCE_MS
      while (!(await evaluate<boolean>(`Boolean(${expression})`))) {
        if (Date.now() > until) throw new Error(`not in time: ${expression}`)
        await new Promise((over) => setTimeout(over, 50))
      }
    },
    async press(keys) {
      const actions = [...keys].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await send('input.performActions', {
        context,
        actions: [{ type: 'key', id: 'keyboard', actions }],
      })
    },
    async close() {
      close()
      const ended = new Promise((over) => browser.once('exit', over))
      browser.kill()
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
