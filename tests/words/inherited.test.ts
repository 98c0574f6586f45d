import { describe, expect, test } from 'vitest'
import { openDoor } from '../../src/door/door.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { shownBy } from '../../src/session/history/terminal-output.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { useApp } from '../../src/session/store.ts'
import { LINES, REQUESTS } from './requests.ts'

install(ENGINE)

/**
 * Words that every object inherits, each beside a word of the same length that no object knows: whatever is
 * asked with the one must be answered as with the other.
 */
const WORDS: readonly (readonly [inherited: string, ordinary: string])[] = [
  ['constructor', 'bonstructor'],
  ['toString', 'toStrung'],
  ['__proto__', '__pxoto__'],
  ['hasOwnProperty', 'hasOwnProporty'],
  ['valueOf', 'valueUf'],
]

const filled = <T>(template: T, word: string): T =>
  JSON.parse(
    JSON.stringify(template)
      .replace(/\bW(?=\b|2)/g, word)
      .replaceAll('ssconf_W', `ssconf_${word}`),
  ) as T

/** The answer with the one word for the other, in either case. */
const renamed = (reply: object, from: string, to: string): unknown =>
  JSON.parse(
    JSON.stringify(reply)
      .replaceAll(from, to)
      .replaceAll(from.toLowerCase(), to.toLowerCase())
      // The past of a save is packed: its letters are of no name.
      .replace(/"checkpoints":"[^"]*"/g, '"checkpoints":"PACKED"')
      // A host's key is made from its name.
      .replace(/\b(?:[0-9a-f]{2}:){15}[0-9a-f]{2}\b/g, 'FINGERPRINT'),
  )

/** Asks the same of two doors: the requests that were answered differently, and how many worked. */
function differences(requests: readonly object[], inherited: string, ordinary: string) {
  const [one, other] = [openDoor(), openDoor()]
  let worked = 0
  const found = requests.flatMap((template): unknown[] => {
    const got = one(JSON.stringify(filled(template, inherited)))
    const wanted = other(JSON.stringify(filled(template, ordinary)))
    if (!('error' in got) && (got.exit ?? 0) === 0) worked += 1
    if (/The trainer failed|undefined|native code/.test(JSON.stringify(got)))
      return [{ asked: filled(template, inherited), got }]
    const same = renamed(got, inherited, ordinary)
    return JSON.stringify(same) === JSON.stringify(renamed(wanted, inherited, ordinary))
      ? []
      : [{ asked: filled(template, inherited), got: same, wanted }]
  })
  return { found, worked }
}

/** The exercise's cluster with such names for its third node and its first instance. */
const clusterOf = (word: string) => ({
  ...EXERCISE,
  nodes: EXERCISE.nodes.map((node, i) => (i === 2 ? { ...node, name: word } : node)),
  instances: EXERCISE.instances.map((instance, i) => ({
    ...instance,
    ...(i === 0 ? { name: word, label: word } : {}),
    nodes: instance.nodes.map((node) => (node.startsWith('nodeC') ? word : node)),
  })),
})

const ON_SUCH_A_CLUSTER: readonly object[] = [
  { on: 'nodeA', run: 'gnt-node list' },
  { on: 'nodeA', run: 'gnt-instance list' },
  { on: 'nodeA', run: 'gnt-cluster verify' },
  { on: 'W', run: 'cat /proc/drbd; lvs; gnt-instance list' },
  { on: 'nodeA', run: 'gnt-instance migrate -f W' },
  { on: 'nodeA', run: 'ssh W hostname' },
  { plan: { on: 'nodeA', run: 'gnt-instance replace-disks -n W W' } },
  { on: 'nodeA', run: 'gnt-instance replace-disks -n W W' },
  { power: 'W', to: 'off' },
  { on: 'nodeA', run: 'gnt-node modify -O yes W' },
  { on: 'nodeA', run: 'gnt-instance failover -f W' },
  { power: 'W', to: 'on' },
  { on: 'nodeA', run: 'gnt-node add --readd W' },
  { fault: { guest: 'W', is: 'crashed' } },
  { undo: true },
  { on: 'nodeA', run: 'ganeti-watcher; gnt-cluster verify' },
  { on: 'W', run: 'gnt-cluster master-failover --no-voting --yes-do-it' },
  { world: true },
  { save: true },
]

describe.each(WORDS)('%s is a word like %s', (inherited, ordinary) => {
  test('on a command line', () => {
    const lines = LINES.map((run) => ({ on: 'nodeA', run, stdin: '^D\n' }))
    const { found, worked } = differences(lines, inherited, ordinary)
    expect(found).toEqual([])
    // The word is refused in many places; where it is accepted there is something to go wrong.
    expect(worked).toBeGreaterThan(70)
  })

  test('in a request to the door', () => {
    expect(differences(REQUESTS, inherited, ordinary).found).toEqual([])
  })

  test('as the name of a node and of an instance', () => {
    const requests = (word: string) => [{ open: clusterOf(word) }, ...ON_SUCH_A_CLUSTER]
    const [one, other] = [openDoor(), openDoor()]
    const wanted = filled(requests(ordinary), ordinary)
    filled(requests(inherited), inherited).forEach((request, i) => {
      const got = one(JSON.stringify(request))
      expect(JSON.stringify(got)).not.toContain('The trainer failed')
      expect(renamed(got, inherited, ordinary), JSON.stringify(request)).toEqual(
        renamed(other(JSON.stringify(wanted[i])), inherited, ordinary),
      )
    })
    const { save } = one(JSON.stringify({ save: true }))
    const reopened = openDoor()
    expect(reopened(JSON.stringify({ open: { save } }))).toEqual({ ok: true })
    expect(reopened(JSON.stringify({ world: true }))).toEqual(one(JSON.stringify({ world: true })))
  })

  test('in the page, whose Worlds are drafts that are changed', () => {
    actions.open(EXERCISE)
    useApp.setState({ notices: [] })
    const A = 'nodeA.virt.nsrc.org'
    const add = `gnt-instance add -t plain -n nodeA -s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check ${inherited}`
    for (const line of [add, `gnt-instance shutdown ${inherited}`, 'gnt-instance list']) {
      actions.type(A, line)
      passSeconds(120)
    }
    const { world } = useApp.getState().session
    expect(Object.keys(world.machines[A]?.files.config?.instances ?? {})).toContain(inherited)
    expect(useApp.getState().notices).toEqual([])
    actions.undo()
    actions.type(A, 'gnt-instance list')
    passSeconds(1)
    expect(shownBy(useApp.getState().session).at(-1)?.text).toContain(inherited)
  })
})
