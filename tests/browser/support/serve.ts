import { existsSync } from 'node:fs'
import { preview } from 'vite'

/** Serves the production build on a free port of this machine. */
export async function serveBuild(): Promise<{ url: string; close: () => Promise<void> }> {
  if (!existsSync('dist/index.html')) {
    throw new Error('There is no production build in dist/: run `npm run build` first.')
  }
  const server = await preview({ logLevel: 'warn', preview: { port: 4180, strictPort: false } })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The preview server has no local address.')
  return { url, close: () => server.close() }
}
