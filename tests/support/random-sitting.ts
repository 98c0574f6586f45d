import fc from 'fast-check'
import type { Input } from '../../src/sim/input.ts'
import { BEHAVIOUR, type Daemon } from '../../src/sim/releases.ts'
import type { World } from '../../src/sim/world.ts'

/** What a random learner, or fate, does next: plain data, so that a counterexample can be read. */
export interface Move {
  afterMs: number
  /** Types only at a prompt, and answers questions with yes. Others type into whatever runs. */
  patient: boolean
  input: Input
}

/** No one waits longer than this for a prompt. */
export const PATIENCE_MS = 900_000

const NODES = ['nodeA', 'nodeB', 'nodeC']

/** Lines about one instance (I), one node (N) and another one (M). */
const OPERATIONS = [
  'gnt-instance migrate -f I',
  'gnt-instance migrate -f --cleanup I',
  'gnt-instance migrate -f --allow-failover I',
  'gnt-instance failover -f I',
  'gnt-instance failover -f --ignore-consistency I',
  'gnt-instance replace-disks -n N I',
  'gnt-instance replace-disks -I . I',
  'gnt-instance replace-disks -s I',
  'gnt-instance replace-disks -p I',
  'gnt-instance replace-disks -a I',
  'gnt-instance move -f -n N I',
  'gnt-instance startup I',
  'gnt-instance startup --force I',
  'gnt-instance shutdown I',
  'gnt-instance reboot I',
  'gnt-instance reboot -t full I',
  'gnt-instance console I',
  'gnt-instance activate-disks I',
  'gnt-instance activate-disks --wait-for-sync I',
  'gnt-instance deactivate-disks I',
  'gnt-instance deactivate-disks --force I',
  'gnt-instance grow-disk I 0 1G',
  'gnt-instance recreate-disks I',
  'gnt-instance reinstall -f I',
  'gnt-instance modify -t plain I',
  'gnt-instance modify -t drbd -n N I',
  'gnt-instance modify -B memory=200 I',
  'gnt-instance info I',
  'gnt-instance rename --no-name-check --no-ip-check I other.virt.nsrc.org',
  'gnt-instance remove -f I',
  'gnt-instance add -t drbd -n N:M -s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check new1',
  'gnt-instance add -t plain -n N -s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check new2',
  'gnt-instance add -t drbd -I hail -s 512M -B memory=64 -o debootstrap+default --no-name-check --no-ip-check new1',
  'gnt-node modify --drained=yes N',
  'gnt-node modify --drained=no N',
  'gnt-node modify --offline=yes N',
  'gnt-node modify --offline=no -f N',
  'gnt-node modify -C no N',
  'gnt-node modify -C yes N',
  'gnt-node add --readd N',
  'gnt-node add N',
  'gnt-node remove N',
  'gnt-node evacuate -f -s N',
  'gnt-node evacuate -f -p N',
  'gnt-node evacuate -f -s -n M N',
  'gnt-node migrate -f N',
  'gnt-node failover -f N',
  'gnt-node powercycle --force --yes-do-it N',
  'gnt-node volumes',
  'gnt-node info N',
  'gnt-cluster verify',
  'gnt-cluster verify-disks',
  'gnt-cluster redist-conf',
  'gnt-cluster master-failover',
  'gnt-cluster master-failover --no-voting --yes-do-it',
  'gnt-cluster watcher pause 1h',
  'gnt-cluster watcher continue',
  'gnt-cluster info',
  'ganeti-watcher',
  'gnt-instance startup --all --force-multiple',
  'gnt-instance shutdown --all --force-multiple',
]

/** Words that every object inherits, where a name may stand. */
const STRANGE = [
  'W',
  'man W',
  'echo $W',
  'W=1; echo $W > W; cat W; rm W',
  'lvs -o W',
  'lvcreate -L 128m -n W ganeti',
  'lvrename ganeti W spare',
  'lvremove -f ganeti/W',
  'gnt-instance add -t plain -n N -s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check W',
  'gnt-instance migrate -f W',
  'gnt-instance modify -t drbd -n N W',
  'gnt-instance remove -f W',
  'gnt-instance rename --no-name-check --no-ip-check I W',
  'gnt-instance list -o name,W',
  'gnt-instance modify -H W=1 I',
  'gnt-group add W',
  'gnt-group assign-nodes --force W N',
  'gnt-group remove W',
  'gnt-network add --network=10.9.0.0/24 W',
  'gnt-network connect W default',
  'gnt-network remove W',
  'gnt-cluster add-tags W',
  'gnt-cluster queue drain',
  'gnt-cluster queue undrain',
]

const LOOKS = [
  'gnt-instance list -o name,pnode,snodes,status',
  'gnt-node list',
  'gnt-job list | tail -3',
  'gnt-job cancel J',
  'gnt-job watch J',
  'gnt-job info J',
  'gnt-cluster getmaster',
  'gnt-instance failover -f I --submit',
  'gnt-instance migrate -f I --submit',
  'cat /proc/drbd',
  'drbd-overview',
  'drbdsetup show',
  'dmesg | tail',
  'ping N',
  'ping -c 3 N',
  'ssh N',
  'ssh N gnt-instance list',
  'ssh N halt -p',
  'watch -n 5 gnt-instance list',
  'watch cat /proc/drbd',
  'sleep 30',
  'exit',
  'yes',
  'y',
  'YES',
  'root',
]

const BY_HAND = [
  'drbdsetup disconnect D',
  'drbdsetup connect D',
  'drbdsetup secondary D',
  'drbdsetup primary D',
  'drbdsetup connect D --discard-my-data',
  'drbdsetup disconnect D; drbdsetup secondary D; drbdsetup connect D --discard-my-data',
  'drbdsetup invalidate D',
  'drbdsetup invalidate-remote D',
  'drbdsetup detach D',
  'drbdsetup down D',
  'pkill -f kvm',
  'kill $(pgrep -f I)',
]

const SERVICE = [
  'halt -p',
  'poweroff',
  'reboot',
  'service ganeti stop',
  'service ganeti start',
  'service ganeti restart',
  'service ganeti status',
  'ganeti-watcher',
]

const DAEMONS = [
  ...new Set(Object.values(BEHAVIOUR).flatMap((b): readonly Daemon[] => b.startOrder)),
]

const pick = <T>(...items: readonly T[]) => fc.constantFrom(...items)
const aNode = pick(...NODES)
/** On most clusters of the laws the first node is the master. */
const aTerminal = pick('nodeA', 'nodeA', 'nodeA', 'nodeA', 'nodeA', 'nodeA', 'nodeB', 'nodeC')
/** Without its master a cluster has little to tell: it fails less often. */
const aVictim = pick('nodeA', 'nodeB', 'nodeB', 'nodeB', 'nodeC', 'nodeC', 'nodeC')

const line = fc
  .record({
    text: fc.oneof(
      { weight: 30, arbitrary: pick(...OPERATIONS) },
      { weight: 6, arbitrary: pick(...LOOKS) },
      { weight: 2, arbitrary: pick(...BY_HAND) },
      { weight: 1, arbitrary: pick(...SERVICE) },
      { weight: 2, arbitrary: pick(...STRANGE) },
    ),
    word: pick('constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'),
    instance: pick('dX', 'dX', 'dX', 'dY', 'dY', 'dY', 'dZ', 'new1'),
    node: fc.nat({ max: 2 }),
    other: pick(1, 2),
    job: fc.integer({ min: 1, max: 30 }),
    terminal: aTerminal,
  })
  .map(({ text, instance, node, other, job, terminal, word }): Input => {
    const words: Record<string, string> = {
      I: instance,
      N: NODES[node] ?? '',
      M: NODES[(node + other) % 3] ?? '',
      J: String(job),
      D: String(job % 4),
      W: word,
    }
    const filled = text.replace(/\b[INMJDW]\b/g, (word) => words[word] ?? word)
    return { kind: 'line', terminal, text: filled }
  })

const key = fc.record({
  kind: pick('key' as const),
  terminal: aTerminal,
  key: pick('interrupt' as const, 'interrupt' as const, 'end-of-file' as const),
})
const power = fc
  .record({ to: pick('on' as const, 'on' as const, 'off' as const), node: aNode, victim: aVictim })
  .map(({ to, node, victim }): Input => ({ kind: 'power', node: to === 'on' ? node : victim, to }))
const cable = fc.record({
  kind: pick('cable' as const),
  node: aVictim,
  is: pick('in' as const, 'in' as const, 'out' as const),
})
const link = fc
  .record({
    a: fc.nat({ max: 2 }),
    by: pick(1, 2),
    is: pick('cut' as const, 'slow' as const, 'whole' as const, 'whole' as const),
  })
  .map(
    ({ a, by, is }): Input => ({
      kind: 'link',
      nodes: [NODES[a] ?? '', NODES[(a + by) % 3] ?? ''],
      is,
    }),
  )
const daemon = fc.record({
  kind: pick('daemon' as const),
  node: aVictim,
  daemon: pick('ganeti-noded' as const, ...DAEMONS),
  is: pick('running' as const, 'dead' as const),
})
const guest = fc.record({
  kind: pick('guest' as const),
  instance: pick('dX', 'dY', 'dZ'),
  is: pick('crashed' as const),
})
const disk = fc.record({
  kind: pick('volume group' as const),
  node: aNode,
  is: pick('failed' as const, 'full' as const, 'whole' as const, 'whole' as const),
})
const hardware = fc
  .oneof(
    fc.record({ watcherCron: fc.boolean() }),
    fc.record({ syncMibPerSecond: pick(1, 18, 400) }),
    fc.record({ guestShutdownSeconds: pick(0, 6, 300) }),
  )
  .map((change): Input => ({ kind: 'hardware', change }))

/** A move of a learner or of fate: mostly commands, some faults. */
export const someMove: fc.Arbitrary<Move> = fc.record({
  afterMs: fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 15_000 }), fc.nat({ max: 200_000 })),
  patient: pick(true, true, false),
  input: fc.oneof(
    { weight: 24, arbitrary: line },
    { weight: 2, arbitrary: key },
    { weight: 3, arbitrary: power },
    { weight: 1, arbitrary: cable },
    { weight: 1, arbitrary: link },
    { weight: 1, arbitrary: daemon },
    { weight: 1, arbitrary: guest },
    { weight: 1, arbitrary: disk },
    { weight: 1, arbitrary: hardware },
  ) as fc.Arbitrary<Input>,
})

const fullName = (world: World, short: string): string =>
  Object.keys(world.machines).find((name) =>
    name.toLowerCase().startsWith(`${short.toLowerCase()}.`),
  ) ?? short

/** Whether a patient typist would type now. */
export function mayType(world: World, { patient, input }: Move): boolean {
  if (!patient || input.kind !== 'line') return true
  const top = world.terminals[fullName(world, input.terminal)]?.stack.at(-1)
  return top?.frame.wait?.for === 'line' || top?.frame.wait?.for === 'ever'
}

/** The input with the names that this World uses; a patient typist answers what is asked. */
export function inputOf(world: World, { input, patient }: Move): Input {
  switch (input.kind) {
    case 'line': {
      const terminal = fullName(world, input.terminal)
      const top = world.terminals[terminal]?.stack.at(-1)
      if (patient && top?.frame.wait?.for === 'ever')
        return { kind: 'key', terminal, key: 'interrupt' }
      const asked = top?.frame.wait?.for === 'line' && top.program !== 'bash' ? top : undefined
      const prompt = asked?.frame.wait?.for === 'line' ? asked.frame.wait.prompt : ''
      const answer = /yes\/no/.test(prompt) ? 'yes' : /uppercase/.test(prompt) ? 'YES' : 'y'
      return { ...input, terminal, text: patient && asked ? answer : input.text }
    }
    case 'key':
      return { ...input, terminal: fullName(world, input.terminal) }
    case 'power':
    case 'cable':
    case 'daemon':
    case 'volume group':
      return { ...input, node: fullName(world, input.node) }
    case 'link':
      return { ...input, nodes: [fullName(world, input.nodes[0]), fullName(world, input.nodes[1])] }
    case 'guest':
      return { ...input, instance: world.labels[input.instance] ?? input.instance }
    case 'label':
    case 'hardware':
    case 'diagnosis':
      return input
  }
}
