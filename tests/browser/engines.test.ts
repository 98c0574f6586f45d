import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { recordingOf, recordings } from '../support/recordings.ts'
import { openApp } from './support/browser.ts'
import { type FirefoxPage, firefoxPath, openFirefox } from './support/firefox.ts'
import { digestsAlong, digestsOfHistories } from './support/played.ts'

/** The engine and what plays a recording, as one script. */
async function scriptOf(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    // A library would leave this to the program that uses it.
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: {
        entry: join(import.meta.dirname, 'support/played.ts'),
        formats: ['iife'],
        name: 'played',
      },
    },
  })
  const [first] = Array.isArray(built) ? built : [built]
  if (!first || !('output' in first)) throw new Error('nothing was built')
  // Its value is nothing, whatever the script leaves behind.
  return `${first.output[0].code}; undefined`
}

const path = firefoxPath()
if (path === undefined) {
  if (process.env.CI) throw new Error('The browser tests need Firefox.')
  console.warn('NOT COMPARED WITH FIREFOX: there is none.')
}

/** As the laws draw them. */
const HISTORIES = [20140919, 30] as const

/** What a browser must find, by what it is asked. */
const questions = (): [name: string, question: string, inNode: readonly string[]][] => [
  ...recordings.map((name): [string, string, string[]] => {
    const { cluster, steps } = recordingOf(name)
    const question = `digestsAlong(${JSON.stringify(cluster)}, ${JSON.stringify(steps)})`
    return [name, question, digestsAlong(cluster, steps)]
  }),
  [
    'random histories',
    `digestsOfHistories(${HISTORIES.join(', ')})`,
    digestsOfHistories(...HISTORIES),
  ],
]

describe('what was recorded on a real cluster, and random histories, played in Node and in browsers', () => {
  let script = ''
  let asked: ReturnType<typeof questions> = []
  let firefox: FirefoxPage | undefined
  beforeAll(async () => {
    script = await scriptOf()
    asked = questions()
  })
  afterAll(() => firefox?.close())

  test('come to the same Worlds in Chromium', async () => {
    const { page } = await openApp()
    await page.evaluate(script)
    for (const [name, question, inNode] of asked)
      expect(await page.evaluate(question), name).toEqual(inNode)
  })

  if (path !== undefined)
    test('come to the same Worlds in Firefox', async () => {
      firefox = await openFirefox(path)
      await firefox.goto(inject('appUrl'))
      await firefox.evaluate(`(() => { ${script} })()`)
      for (const [name, question, inNode] of asked)
        expect(await firefox.evaluate(question), name).toEqual(inNode)
    })
})
