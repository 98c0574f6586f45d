import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { renderUnicodeCompact } from 'uqr'
import { allLabs, labNamed } from '../../door/catalogue.ts'
import { messageOf } from '../../lib/text/message.ts'
import { nameless } from '../log/entry.ts'
import { localAddresses } from './addresses.ts'
import { startArbiter } from './arbiter.ts'
import { addGroups, identityIn } from './groups.ts'
import { Hall } from './hall.ts'
import { HELP, readOptions, type ServerOptions } from './options.ts'
import { openRedis } from './redis.ts'
import { buildIn, type Served, serve } from './serve.ts'
import { IN_USE, openSqlite } from './sqlite.ts'
import type { LogStore } from './store.ts'

/** A sentence for whoever started the class; the program ends with it. */
const problem = (sentence: string): Error => new Error(sentence)

/** The newest change of a file in a folder, in milliseconds since 1970. */
const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs),
  )

/** Builds the page, unless what is built is newer than its source. */
function builtPage(root: string): string {
  const folder = join(root, 'dist')
  const page = join(folder, 'index.html')
  const source = Math.max(newest(join(root, 'src')), newest(join(root, 'public')))
  if (existsSync(page) && statSync(page).mtimeMs > source) return folder
  console.log('Building the page…')
  // In a process of its own: what a build takes of memory, a server would keep.
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', '--logLevel', 'warn']
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw problem('The page could not be built.')
  return folder
}

async function openStore({ data, redis }: ServerOptions): Promise<LogStore> {
  if (redis !== null)
    return openRedis(redis).catch((why: unknown) => {
      throw problem(`There is no Redis server at ${redis}: ${messageOf(why)}.`)
    })
  try {
    return await openSqlite(resolve(data))
  } catch (why) {
    throw problem(
      messageOf(why) === IN_USE
        ? `Another class uses the folder ${data}. End it first, or name another folder with --data.`
        : `The logs cannot be kept in ${data}: ${messageOf(why)}. Name another folder with --data.`,
    )
  }
}

async function listening(
  hall: Hall,
  folder: string,
  { port, host }: ServerOptions,
): Promise<Served> {
  try {
    return await serve(hall, { folder, port, host })
  } catch (why) {
    const code = (why as { code?: string }).code
    if (code === 'EADDRINUSE')
      throw problem(`Port ${port} is taken. Choose another one with --port.`)
    if (code === 'EACCES') throw problem(`Port ${port} is not yours to use. Choose one above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw problem(`This computer has no address ${host}.`)
    throw why
  }
}

async function announce(options: ServerOptions, port: number, secret: string, store: LogStore) {
  const [address = 'localhost', ...others] = options.host ? [options.host] : localAddresses()
  const url = `http://${address}:${port}/`
  console.log(renderUnicodeCompact(url, { border: 1 }))
  console.log(`Students   ${url}`)
  for (const other of others) console.log(`      or   http://${other}:${port}/`)
  console.log(`You        ${url}#wall=${secret}`)
  console.log('           This link is yours alone: it opens every group.\n')
  for (const { name, code } of await store.groups()) console.log(`${name.padEnd(10)} ${code}`)
  if (options.waiting)
    console.log('\nWho types a name without a code waits until you put them into a group.')
  console.log('\nCtrl-C ends the class. The next start goes on where it was.')
}

async function run(options: ServerOptions): Promise<void> {
  const lab = labNamed(options.lab)
  if (!lab) {
    const ids = allLabs().map(({ id }) => id)
    throw problem(`There is no lab "${options.lab}". The labs are: ${ids.join(', ')}.`)
  }
  const release = options.release ?? lab.releases[0]
  if (release === undefined || !lab.releases.includes(release))
    throw problem(`The lab "${lab.id}" is for the releases ${lab.releases.join(', ')}.`)
  const root = join(import.meta.dirname, '../../..')
  const folder = builtPage(root)
  const store = await openStore(options)
  const identity = await identityIn(store)
  await addGroups(store, options.groups, lab, release)
  const build = buildIn(folder)
  const arbiter = startArbiter({
    read: async (group, after) => (await store.read(group, after)).map(nameless),
    kept: (group) => store.snapshot(group, build),
    keep: (group, snapshot) => store.keepSnapshot(group, build, snapshot),
  })
  const { waiting } = options
  const hall = await Hall.open({ store, ...identity, build, waiting, arbiter })
  const served = await listening(hall, folder, options).catch(async (why: unknown) => {
    await hall.close()
    throw why
  })
  await announce(options, served.port, identity.secret, store)
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    console.log('\nEnding the class…')
    void hall
      .close()
      .then(() => served.close())
      .then(() => process.exit(0))
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options) await run(options)
  else process.stdout.write(HELP)
} catch (why) {
  console.error(messageOf(why))
  process.exitCode = 1
  // Whatever still runs has nothing to serve.
  setTimeout(() => process.exit(1), 500).unref()
}
