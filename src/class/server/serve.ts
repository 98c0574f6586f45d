import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import statics from '@fastify/static'
import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { cacheControl, commonHeaders, inlineOfBuild } from '../../../.ci/headers.ts'
import { LONGEST_MESSAGE, SIGN_OF_LIFE_MS, SILENCE_MS } from '../log/protocol.ts'
import type { Hall } from './hall.ts'
import { repeated } from './repeated.ts'

/** Of Brotli: what is saved beyond it costs a laptop more time than the line. */
const QUALITY = 5

/** Where the pages of a class connect to. */
const LINE = '/class'

/**
 * In place of the service worker: a class is not stored in the browser, since it needs its server anyway. A page that is
 * opened alone asks for one all the same.
 */
const NO_WORKER = `self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', () => self.registration.unregister())
`

/** The address without a file leads to joining, and keeps what stands behind its "#". */
const ENTRANCE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8" /><title>ganeti-lab</title>
<script src="./entrance.js"></script></head>
<body><a href="./index.html#class">Join the class</a></body></html>
`
const ENTRANCE_SCRIPT = "location.replace('./index.html' + (location.hash || '#class'))\n"

/** Identifies the build in a folder: a page of another one loads again. Throws where nothing is built. */
export const buildIn = (folder: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'index.html')))
    .digest('base64url')

/** Whether a page comes from this server: browsers say where a page that connects is from. */
export const isOwnPage = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined || host === undefined) return false
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}

/** Browsers ignore this header from an address that is not secure, and complain of it on every page. */
const isHeeded = (name: string, protocol: string): boolean =>
  protocol === 'https' || name !== 'Cross-Origin-Opener-Policy'

export interface Served {
  port: number
  close: () => Promise<void>
}

/** Serves the page in a folder, and the class. Rejects where it cannot listen. */
export async function serve(
  hall: Hall,
  { folder, port, host }: { folder: string; port: number; host: string | null },
): Promise<Served> {
  const app = fastify({ logger: false, bodyLimit: 1024, forceCloseConnections: true })
  const headers = commonHeaders(inlineOfBuild(folder))
  app.addHook('onRequest', async (request, reply) => {
    for (const { name, value } of headers)
      if (isHeeded(name, request.protocol)) reply.header(name, value)
    reply.header('Cache-Control', cacheControl(request.url))
  })
  // The pages of a class load at once, over one access point.
  await app.register(compress, {
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } },
  })
  await app.register(websocket, {
    options: { maxPayload: LONGEST_MESSAGE, perMessageDeflate: false },
  })
  /** When a page was heard last, in milliseconds since 1970. */
  const heardAt = new WeakMap<object, number>()
  app.get(LINE, { websocket: true }, (socket, request) => {
    if (!isOwnPage(request.headers.origin, request.headers.host)) return socket.close(1008)
    const caller = hall.connect({
      from: request.ip,
      send: (message) => socket.send(JSON.stringify(message)),
      waiting: () => socket.bufferedAmount,
      close: () => {
        socket.close(1008)
        // A page that reads nothing does not answer to that either.
        setTimeout(() => socket.terminate(), 2000).unref()
      },
    })
    const heard = () => heardAt.set(socket, Date.now())
    heard()
    socket.on('pong', heard)
    socket.on('message', (data: Buffer) => {
      heard()
      caller.hear(data.toString('utf8'))
    })
    socket.on('close', () => caller.gone())
    socket.on('error', () => socket.terminate())
  })
  // A lid that is closed, or a cable that is pulled, ends no connection: browsers answer a ping while they are there.
  const pings = repeated(() => {
    for (const socket of app.websocketServer.clients)
      if (Date.now() - (heardAt.get(socket) ?? 0) > SILENCE_MS) socket.terminate()
      else socket.ping()
  }, SIGN_OF_LIFE_MS)
  app.get('/', async (_, reply) => reply.type('text/html').send(ENTRANCE))
  app.get('/entrance.js', async (_, reply) => reply.type('text/javascript').send(ENTRANCE_SCRIPT))
  app.get('/sw.js', async (_, reply) => reply.type('text/javascript').send(NO_WORKER))
  await app.register(statics, { root: folder, cacheControl: false, index: false, dotfiles: 'deny' })
  await app.listen({ port, host: host ?? '0.0.0.0' })
  const address = app.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => {
      clearInterval(pings)
      return app.close()
    },
  }
}
