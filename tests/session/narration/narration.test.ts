import { beforeEach, describe, expect, test } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../../src/session/actions.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { install } from '../../../src/session/loading/engine-loader.ts'
import { useApp } from '../../../src/session/store.ts'

install(ENGINE)

const state = () => useApp.getState()
const [A, B, C] = ['A', 'B', 'C'].map((letter) => `node${letter}.virt.nsrc.org`) as [
  string,
  string,
  string,
]

/** The last line: what, what follows, and what may be asked. */
const told = (): [string | undefined, string | undefined, string | undefined] => {
  const { happened } = state()
  return [happened?.what, happened?.more, happened?.question?.ask]
}
const marks = (): string[] => state().recording.marks.map((mark) => mark.text)

/** Lets seconds pass as the clock does, and gathers what was told. */
const listen = (seconds: number): string[] => {
  const lines: string[] = []
  for (let i = 0; i < seconds * 2; i++) {
    passSeconds(0.5)
    const what = state().happened?.what
    if (what !== undefined && what !== lines.at(-1)) lines.push(what)
  }
  return lines
}

beforeEach(() => {
  actions.open(EXERCISE)
  useApp.setState({ previous: null, notices: [], history: {} })
  passSeconds(10)
})

test('an instance that was removed is gone with its disks', () => {
  actions.type(A, 'gnt-instance remove -f debianY')
  passSeconds(60)
  expect(told()).toEqual([
    'dY is removed.',
    'Its disks are gone too. Only a backup can bring their data back.',
    undefined,
  ])
})

test('a node that is marked offline is not called: the end of a check is the last news', () => {
  actions.power(B, 'off')
  actions.type(A, 'gnt-node modify --offline=yes nodeB')
  passSeconds(60)
  actions.type(A, 'gnt-cluster verify')
  const lines = listen(60)
  expect(lines).not.toContain('nodeA called nodeB and got no answer.')
  expect(lines.at(-1)).toMatch(/^Job \d+ is done\.$/)
  expect(told()[1]).toMatch(/^The check of nodes and instances found /)
})

/** nodeB dies, and a minute after it was marked offline its instance is failed over. */
const failOver = () => {
  actions.power(B, 'off')
  passSeconds(5)
  actions.type(A, 'gnt-node modify --offline=yes nodeB')
  passSeconds(60)
  actions.type(A, 'gnt-instance failover -f debianY')
}

test('a failover says where the instance runs again, and how long it was down', () => {
  failOver()
  const lines = listen(60)
  expect(lines).toContain('Job 2 is running.')
  expect(lines.at(-1)).toMatch(/^dY runs again, on nodeC, after 1 minute \d+ seconds down\.$/)
})

test('it says so too when the instance started and its job ended in one step of the clock', () => {
  failOver()
  passSeconds(60)
  expect(told()?.[0]).toMatch(/^dY runs again, on nodeC, after 1 minute \d+ seconds down\.$/)
})

test('a job that fails is told with its cause and what it was to do', () => {
  actions.type(A, 'gnt-instance failover -f debianZ')
  passSeconds(30)
  expect(told()).toEqual([
    'Job 1 failed: the disks of dZ are of the type plain.',
    'It was to fail dZ over.',
    'job failed',
  ])
})

test('a migration ends with where the instance runs, and it was never down', () => {
  actions.type(A, 'gnt-instance migrate -f debianY')
  passSeconds(2)
  expect(told()).toEqual(['Job 1 is running.', 'It is to migrate dY.', undefined])
  const lines = listen(60)
  expect(lines.at(-1)).toBe('dY runs on nodeC.')
  expect(lines.join(' ')).not.toContain('down')
})

test('a check says how many errors it has found', () => {
  actions.power(C, 'off')
  actions.type(A, 'gnt-cluster verify')
  const seen: (string | undefined)[] = []
  for (let i = 0; i < 240; i++) {
    passSeconds(0.5)
    seen.push(told()[1])
  }
  expect(seen).toContain('The check of the configuration found no error.')
  expect(
    seen.filter((text) => /nodes and instances found \d+ errors/.test(text ?? '')),
  ).not.toEqual([])
})

describe('every fault has a line and a mark, and so has its end', () => {
  test('a daemon', () => {
    actions.fault({ kind: 'daemon', node: B, daemon: 'ganeti-noded', is: 'dead' })
    expect(told()).toEqual([
      'noded on nodeB is dead.',
      'Its instances keep running. But to Ganeti nodeB looks as if it were off.',
      'daemon',
    ])
    actions.fault({ kind: 'daemon', node: B, daemon: 'ganeti-noded', is: 'running' })
    expect(told()).toEqual(['noded runs again on nodeB.', '', undefined])
    expect(marks()).toEqual(['B noded dead', 'B noded back'])
  })

  test('a daemon of the master: what ends without it', () => {
    actions.fault({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' })
    expect(told()[1]).toContain('no jobs')
    expect(marks()).toEqual(['A masterd dead'])
  })

  test('a volume group', () => {
    actions.fault({ kind: 'volume group', node: C, is: 'failed' })
    expect(told()).toEqual([
      'The volume group of nodeC has failed.',
      expect.stringContaining('a copy on another node'),
      'disks',
    ])
    actions.fault({ kind: 'volume group', node: C, is: 'full' })
    expect(told()[0]).toBe('The volume group of nodeC is full.')
    actions.fault({ kind: 'volume group', node: C, is: 'whole' })
    expect(told()[0]).toBe('The volume group of nodeC is intact again.')
    expect(marks()).toEqual(['C VG failed', 'C VG full', 'C VG whole'])
  })

  test('a connection: cut from the master, cut between others, slow, whole', () => {
    actions.link([B, A], 'cut')
    expect(told()).toEqual([
      'nodeA and nodeB cannot reach each other.',
      'To nodeA, the master, nodeB looks like a dead node.',
      'risk',
    ])
    actions.fault({ kind: 'link', nodes: [B, A], is: 'whole' })
    expect(told()[0]).toBe('The link between nodeA and nodeB works again.')
    actions.fault({ kind: 'link', nodes: [B, C], is: 'cut' })
    expect(told()[1]).toContain('The master still reaches both')
    actions.fault({ kind: 'link', nodes: [B, C], is: 'slow' })
    expect(told()).toEqual([
      'The link between nodeB and nodeC is slow.',
      expect.stringContaining('a hundredth of its speed'),
      'slow',
    ])
    expect(marks()).toEqual(['A-B cut', 'A-B whole', 'B-C cut', 'B-C slow'])
  })

  test('a guest that crashes, and one that is stopped', () => {
    actions.fault({ kind: 'guest', instance: 'debianX', is: 'crashed' })
    expect(told()).toEqual([
      'dX has crashed on nodeA.',
      expect.stringMatching(/^Its node is running\. /),
      'down',
    ])
    actions.type(A, 'gnt-instance shutdown debianZ')
    expect(listen(30)).toContain('dZ has stopped.')
  })
})

test('a node that boots starts its daemons without a line and without a mark', () => {
  actions.power(B, 'off')
  passSeconds(5)
  actions.power(B, 'on')
  const lines = listen(60)
  expect(lines).toContain('nodeB is up again.')
  expect(lines.join(' ')).not.toMatch(/dead|runs again/)
  expect(marks()).toEqual(['B off', 'B back'])
})

test('a node that goes off takes its instances with it, and Ganeti has to ask to find out', () => {
  actions.power(B, 'off')
  expect(told()).toEqual([
    'nodeB is off.',
    'dY and dZ went down with it. Ganeti finds out when a command asks the node.',
    'risk',
  ])
})

test('a cable that is unplugged says whether the node runs', () => {
  actions.cable(C, 'out')
  expect(told()[1]).toBe('It keeps running, but no other node can reach it.')
  actions.power(B, 'off')
  passSeconds(5)
  actions.cable(B, 'out')
  expect(told().slice(0, 2)).toEqual([
    'The cable of nodeB is out.',
    'It has no power either. Once it is on, no other node can reach it.',
  ])
  actions.cable(B, 'in')
  actions.power(B, 'on')
  passSeconds(1)
  actions.cable(B, 'out')
  expect(told()[1]).toBe('It is booting, but no other node will reach it.')
})

test('the master crashes and another takes over: reported and marked; the old one comes back astray', () => {
  actions.power(A, 'off')
  expect(told()[1]).toBe('dX went down with it. Without its master the cluster takes no jobs.')
  passSeconds(5)
  actions.type(B, 'gnt-cluster master-failover')
  expect(listen(120)).toContain('nodeB is the master now.')
  expect(marks()).toEqual(['A off', 'B master'])
  actions.power(A, 'on')
  for (let i = 0; i < 200 && told()[0] !== 'nodeA is up again.'; i++) passSeconds(0.5)
  expect(told()).toEqual([
    'nodeA is up again.',
    'Its own files still call it the master, but nodeB is.',
    'old',
  ])
})

test('two masters: what it means, until one of them gives up', () => {
  actions.link([A, B], 'cut')
  actions.link([A, C], 'cut')
  actions.type(B, 'gnt-cluster master-failover --no-voting --yes-do-it')
  expect(listen(120)).toContain('nodeA and nodeB both act as master.')
  expect(told()[2]).toBe('masters')
  expect(marks()).toContain('2 masters')
  actions.fault({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' })
  expect(told()[0]).toBe('nodeB is the only master again.')
})

test('a copy of the configuration that does not arrive', () => {
  actions.cable(C, 'out')
  actions.type(A, 'gnt-instance shutdown debianX')
  expect(listen(60)).toContain('nodeC did not receive the new configuration.')
})

describe('a failover forced while the old primary is only unplugged', () => {
  beforeEach(() => {
    actions.cable(B, 'out')
    passSeconds(5)
    actions.type(A, 'gnt-node modify --offline=yes nodeB')
    passSeconds(60)
    actions.type(A, 'gnt-instance failover -f --ignore-consistency debianY')
    listen(60)
  })

  test('ends with the instance running twice, and nothing usual takes that line away', () => {
    expect(told()).toEqual([
      'dY now runs twice.',
      'Each writes to its own copy of the disk, and the other never sees it.',
      'twice',
    ])
  })

  test('is a split brain as soon as the two see each other', () => {
    actions.cable(B, 'in')
    listen(60)
    expect(told()).toEqual([
      'Split brain: the copies of dY differ.',
      expect.stringContaining('DRBD refuses to connect them'),
      'split',
    ])
  })
})
