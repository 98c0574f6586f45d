// Records docs/failover.png and docs/failover-still.png from the built page: `npm run build`, then `npm run movie`. Nothing
// depends on real time: the page gets a clock that only this script moves.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { chromiumPath, launchArguments } from '../tests/browser/support/chromium.ts'
import { serveBuild } from '../tests/browser/support/serve.ts'
import { animatedPng, type Picture } from './animated-png.ts'

const DOCS = join(import.meta.dirname, '..', 'docs')
const SIZE = { width: 1100, height: 740 }
/** The bar at the top is not in the film. */
const BAR_PX = 40
const FRAME_MS = 100
/** A prompt, with or without the command that the page suggests. */
const PROMPT = /^root@nodeA:~#($| .*press Tab, then Enter$)/

const lastLine = (page: Page): Promise<string> =>
  page.locator('.xterm-rows').evaluate(
    (rows) =>
      [...rows.children]
        .map((row) => (row.textContent ?? '').replace(/\u00a0/g, ' ').trimEnd())
        .filter((line) => line !== '')
        .at(-1) ?? '',
  )

/** Lets the page's clock run, and the page paint. */
async function pass(page: Page, milliseconds: number): Promise<void> {
  await page.clock.runFor(milliseconds)
  await page.waitForTimeout(5)
}

/** Until the console waits for a line again. */
async function untilPrompt(page: Page, step: () => Promise<void>): Promise<void> {
  for (let steps = 0; steps < 2000; steps++) {
    await step()
    if (PROMPT.test(await lastLine(page))) return
  }
  throw new Error(`the console does not come back: ${await lastLine(page)}`)
}

/** The crash lab where its first goal is reached: dX runs on nodeB, and its secondary is nodeA. */
async function arrange(page: Page, url: string): Promise<void> {
  await page.clock.install({ time: new Date('2026-01-01T14:00:00Z') })
  await page.goto(`${url}#lab=crash&goal=dead`)
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  await pass(page, 3000)
  await page.locator('.goal-now', { hasText: 'Cut the power of nodeB' }).waitFor()
  await untilPrompt(page, () => pass(page, 500))
  const bar = page.locator('.split-bar').first()
  await bar.focus()
  await bar.press('Home')
  await bar.press('ArrowLeft')
  await page.getByRole('tab', { name: 'nodeA' }).click()
  await pass(page, 500)
}

interface Shot {
  png: Buffer
  milliseconds: number
}

/** Runs in the browser: the pixels of a PNG, as the bytes of a canvas. */
async function decoded(base64: string): Promise<string> {
  const bitmap = await createImageBitmap(
    await (await fetch(`data:image/png;base64,${base64}`)).blob(),
  )
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  if (context === null) throw new Error('the browser has no canvas')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
  let bytes = ''
  for (let at = 0; at < data.length; at += 8192)
    bytes += String.fromCharCode(...data.subarray(at, at + 8192))
  return btoa(bytes)
}

async function pictureOf(page: Page, { png, milliseconds }: Shot): Promise<Picture> {
  const bytes = Buffer.from(await page.evaluate(decoded, png.toString('base64')), 'base64')
  return { pixels: new Uint32Array(Uint8Array.from(bytes).buffer), milliseconds }
}

/** What happens, and what is seen of it. */
async function film(page: Page): Promise<Shot[]> {
  const shots: Shot[] = []
  const clip = { x: 0, y: BAR_PX, width: SIZE.width, height: SIZE.height - BAR_PX }
  const shoot = async (milliseconds = FRAME_MS) => {
    const png = await page.screenshot({ clip, caret: 'initial' })
    shots.push({ png, milliseconds })
  }
  /** So many seconds of the film, in which time runs so many times as fast. */
  const roll = async (seconds: number, pace = 1) => {
    for (let frames = 0; frames < (seconds * 1000) / FRAME_MS; frames++) {
      await pass(page, FRAME_MS * pace)
      await shoot()
    }
  }
  const command = async (line: string, pace: number) => {
    for (let at = 0; at < line.length; at += 3) {
      await page.keyboard.type(line.slice(at, at + 3))
      await roll(0.1)
    }
    await roll(0.3)
    await page.keyboard.press('Enter')
    await roll(0.2)
    await untilPrompt(page, () => roll(0.1, pace))
  }
  await roll(1.2)
  await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
  await roll(2)
  await page.getByRole('tab', { name: 'nodeA' }).click()
  await pass(page, 300)
  await command('gnt-node modify --offline=yes nodeB', 10)
  await roll(0.6)
  await command('gnt-instance failover -f debianX', 2)
  await roll(0.5)
  await shoot(3000)
  return shots
}

const server = await serveBuild()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: launchArguments })
try {
  const context = await browser.newContext({ viewport: SIZE, timezoneId: 'UTC' })
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  await arrange(page, server.url)
  const shots = await film(page)
  const blank = await context.newPage()
  const pictures: Picture[] = []
  for (const shot of shots) pictures.push(await pictureOf(blank, shot))
  const size = { width: SIZE.width, height: SIZE.height - BAR_PX }
  const movie = animatedPng(size, pictures)
  writeFileSync(join(DOCS, 'failover.png'), movie)
  writeFileSync(join(DOCS, 'failover-still.png'), animatedPng(size, pictures.slice(-1)))
  const seconds = shots.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000
  console.log(
    `${shots.length} shots, ${seconds.toFixed(1)} s, ${Math.round(movie.length / 1000)} kB`,
  )
} finally {
  await browser.close()
  await server.close()
}
