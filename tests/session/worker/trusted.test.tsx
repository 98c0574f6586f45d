import { afterEach, beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
})

afterEach(() => {
  vi.restoreAllMocks()
})

const addressed = async (page: string, script: string): Promise<string> => {
  vi.spyOn(document, 'baseURI', 'get').mockReturnValue(page)
  const { scriptAddress } = await import('../../../src/session/worker/trusted.ts')
  return scriptAddress(script)
}

it('takes a script that lies beside the page', async () => {
  const page = 'https://lab.example/course/index.html'
  expect(await addressed(page, 'sw.js')).toBe('https://lab.example/course/sw.js')
  expect(await addressed(page, './assets/worker.js')).toBe(
    'https://lab.example/course/assets/worker.js',
  )
})

it('refuses a script from outside the folder of the page', async () => {
  const page = 'https://lab.example/course/index.html'
  for (const script of ['../sw.js', '/sw.js', 'https://other.example/course/sw.js', 'data:,1'])
    await expect(addressed(page, script)).rejects.toThrow('did not come with the page')
})
