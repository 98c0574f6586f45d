import type { TestProject } from 'vitest/node'
import { chromiumPath } from './chromium.ts'
import { serveBuild } from './serve.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    appUrl: string
    chromiumPath: string
  }
}

/** Once for all browser tests: a browser to start, and the production build behind an address. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromiumPath', chromiumPath())
  const server = await serveBuild()
  project.provide('appUrl', server.url)
  return server.close
}
