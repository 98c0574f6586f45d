import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, inject, test } from 'vitest'
import { CACHING, commonHeaders, inlineOfBuild } from '../../.ci/headers.ts'
import { forgive, openApp } from './support/browser.ts'
import { inConsole, run } from './support/learner.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Another server of this machine; its port makes it another origin. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}

/** The built folder behind a server that sends no header but the type. */
const plainServer = () =>
  serve((request, response) => {
    const path = new URL(request.url ?? '/', 'http://here').pathname
    const file = path === '/' ? 'index.html' : path.slice(1)
    try {
      const content = readFileSync(join('dist', file))
      response.setHeader('Content-Type', TYPES[file.split('.').at(-1) ?? ''] ?? 'font/woff2')
      response.end(content)
    } catch {
      response.writeHead(404).end()
    }
  })

const hashedFile = (): string =>
  /assets\/[\w.-]+\.js/.exec(readFileSync('dist/index.html', 'utf8'))?.[0] ?? 'none'

test.each([
  ['the page', () => '', CACHING.other],
  ['a file named after its content', hashedFile, CACHING.hashed],
  ['the service worker', () => 'sw.js', CACHING.other],
])(
  '%s is sent with every header, and may be kept as long as it should',
  async (_, path, cached) => {
    const response = await fetch(inject('appUrl') + path())
    expect(response.status).toBe(200)
    const expected = commonHeaders(inlineOfBuild('dist')).map(({ name, value }) => [name, value])
    expect(expected.map(([name = '']) => [name, response.headers.get(name)])).toEqual(expected)
    expect(response.headers.get('cache-control')).toBe(cached)
  },
)

test('the policy fits into a line of nginx', async () => {
  const { headers } = await fetch(inject('appUrl'))
  expect(headers.get('content-security-policy')?.length).toBeLessThan(4000)
})

test('the console has its colours, in both themes', async () => {
  const { page } = await openApp()
  await inConsole(page)
  const colours = () =>
    page.evaluate(() => {
      const rows = document.querySelector('.xterm-rows')
      const { color } = getComputedStyle(rows ?? document.body)
      const probe = document.createElement('i')
      probe.style.color = 'var(--term-ink)'
      document.body.append(probe)
      const wanted = getComputedStyle(probe).color
      probe.remove()
      return { color, wanted, sheets: document.adoptedStyleSheets.length }
    })
  const light = await colours()
  expect(light.color).toBe(light.wanted)
  await page.getByRole('button', { name: /theme/ }).click()
  await expect.poll(async () => (await colours()).color).not.toBe(light.color)
  const dark = await colours()
  expect(dark.color).toBe(dark.wanted)
  // What a console leaves behind does not pile up.
  await page.getByRole('button', { name: 'Present' }).click()
  await page.locator('.presented .xterm-rows').waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.locator('.consoles .xterm-rows').waitFor()
  expect((await colours()).sheets).toBe(light.sheets)
})

test('the page does not show itself in the frame of another site', async () => {
  const url = await serve((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<h1>A stranger</h1><iframe src="${inject('appUrl')}"></iframe>`)
  })
  const { page, problems } = await openApp({ url })
  await page.waitForLoadState('networkidle')
  expect(await page.locator('iframe').contentFrame().locator('#root').count()).toBe(0)
  expect(problems.join('\n')).toContain('frame-ancestors')
  forgive(problems, /frame-ancestors/, /^not loaded/)
})

/** What the policy refused on a page, and what text became, tried from inside. */
const attempts = () => {
  const tried = (attempt: () => unknown): string => {
    try {
      attempt()
      return 'done'
    } catch (problem) {
      return (problem as Error).name
    }
  }
  const script = document.createElement('script')
  return {
    markup: tried(() => {
      document.createElement('p').innerHTML = '<b>bold</b>'
    }),
    script: tried(() => {
      script.src = './sw.js'
    }),
    worker: tried(() => new Worker('./sw.js')),
    policy: tried(() =>
      (
        globalThis as unknown as { trustedTypes: { createPolicy: (name: string) => unknown } }
      ).trustedTypes.createPolicy('mine'),
    ),
  }
}

/** Whether styles that a script writes have an effect. */
const styleAttempts = () => {
  const text = document.createElement('p')
  document.body.append(text)
  const isRed = () => getComputedStyle(text).color === 'rgb(255, 0, 0)'
  text.setAttribute('style', 'color: rgb(255, 0, 0)')
  const attribute = isRed()
  text.className = 'mine'
  const sheet = document.createElement('style')
  sheet.textContent = '.mine { color: rgb(255, 0, 0) }'
  text.append(sheet)
  const element = isRed()
  text.style.color = 'rgb(255, 0, 0)'
  const property = isRed()
  text.remove()
  return { attribute, element, property }
}

test.each([
  ['the headers of npm start', async () => inject('appUrl')],
  ['the meta element alone', plainServer],
])(
  'with %s, text does not become markup, scripts or workers, and the page does its work',
  async (_, address) => {
    const { page, problems } = await openApp({
      url: await address(),
      at: '#lab=maintenance',
      serviceWorkers: 'allow',
    })
    await inConsole(page)
    await run(page, 'gnt-instance migrate -f debianY')
    await run(page, 'gnt-instance list')
    expect(
      await page.evaluate(() => navigator.serviceWorker.ready.then(({ scope }) => scope)),
    ).toBe(page.url())
    expect(problems).toEqual([])
    expect(await page.evaluate(styleAttempts)).toEqual({
      attribute: false,
      element: false,
      property: true,
    })
    expect(await page.evaluate(attempts)).toEqual({
      markup: 'TypeError',
      script: 'TypeError',
      worker: 'TypeError',
      policy: 'TypeError',
    })
    // The complaints of the four attempts, the policy's among them, come a moment later.
    await expect.poll(() => problems.length).toBeGreaterThanOrEqual(4)
    await page.close()
    forgive(problems, /requires 'Trusted|Content Security Policy|TrustedTypePolicy/)
  },
)
