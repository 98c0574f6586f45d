import { describe, expect, test } from 'vitest'
import { complete } from '../../src/shell/complete.ts'
import { splitBrain } from '../sim/drbd/split.ts'
import { sitting } from '../support/driver.ts'

const out = (answer: { output: string }) => answer.output

describe('drbdsetup', () => {
  test('shows roles, states and generations of a minor', () => {
    const { type, on } = sitting({ release: '3.0' })
    expect(out(type('drbdsetup role 0'))).toBe('Primary/Secondary\n')
    expect(out(on('nodeB', 'drbdsetup role /dev/drbd0'))).toBe('Secondary/Primary\n')
    expect(out(type('drbdsetup cstate 0'))).toBe('Connected\n')
    expect(out(type('drbdsetup 0 dstate'))).toBe('UpToDate/UpToDate\n')
    expect(out(type('drbdsetup get-gi 0'))).toMatch(
      /^[0-9A-F]{15}[13579BDF]:0{16}:[0-9A-F]{16}:[0-9A-F]{16}:1:1:1:1:0:0:0\n$/,
    )
    expect(out(type('drbdsetup status'))).toBe(
      'resource0 role:Primary\n  disk:UpToDate\n  peer role:Secondary\n' +
        '    replication:Established peer-disk:UpToDate\n\n',
    )
  })

  test('shows how Ganeti set a minor up, each kernel in its way', () => {
    const now = out(sitting({ release: '3.0' }).type('drbdsetup show 0'))
    expect(now).toMatch(/^resource resource0 \{\n {4}options \{\n {4}\}\n {4}net \{\n/)
    expect(now).toContain('after-sb-0pri   \tdiscard-zero-changes;')
    expect(now).toContain('address\t\t\tipv4 10.10.0.11:11001;')
    const before = out(sitting({ release: '2.11' }).type('drbdsetup show 0'))
    expect(before).toMatch(/^disk \{\n\tsize/)
    expect(before).toContain('protocol C;\n_this_host {\n\tdevice\t\t\tminor 0;\n')
  })

  test('refuses what the kernel refuses, with its numbers', () => {
    const { type, on } = sitting()
    expect(type('drbdsetup secondary 0')).toMatchObject({
      stderr: '0: State change failed: (-12) Device is held open by someone\n',
      exit: 11,
    })
    expect(on('nodeB', 'drbdsetup primary 0')).toMatchObject({
      stderr: '0: State change failed: (-1) Multiple primaries not allowed by config\n',
      exit: 11,
    })
    expect(type('drbdsetup down resource0')).toMatchObject({
      stderr:
        'resource0: State change failed: (-12) Device is held open by someone\n' +
        'additional info from kernel:\nfailed to demote\n',
      exit: 11,
    })
    expect(type('drbdsetup role 9')).toMatchObject({
      stderr:
        '9: Failure: (127) Device minor not allocated\nadditional info from kernel:\nunknown minor\n',
      exit: 10,
    })
    expect(type('drbdsetup connect resource0 10.10.0.11:11001 10.10.0.12:11001')).toMatchObject({
      stderr: 'resource0: Failure: (102) Local address(port) already in use.\n',
      exit: 10,
    })
    expect(type('drbdsetup disconnect 10.10.0.11:7788 10.10.0.12:7788')).toMatchObject({
      stderr:
        '??: Failure: (162) Invalid configuration request\nadditional info from kernel:\nunknown connection\n',
      exit: 10,
    })
    expect(type('drbdsetup secondary nonsense').exit).toBe(20)
    expect(type('drbdsetup fly 0')).toMatchObject({ exit: 20 })
    expect(type('drbdsetup detach 0; drbdsetup cstate 0').output).toBe('Connected\n')
    expect(type('drbdsetup dstate 0').output).toBe('Diskless/UpToDate\n')
  })

  test('does not let the side in use give its data away', () => {
    const { on } = splitBrain('3.0')
    expect(on('nodeA', 'drbdsetup connect 0 --discard-my-data')).toMatchObject({
      stderr: '0: Failure: (123) --discard-my-data not allowed when primary.\n',
      exit: 10,
    })
  })

  test('disconnects one half; the other waits for it, and they find each other again', () => {
    const { type, on } = sitting()
    expect(type('drbdsetup disconnect 0').exit).toBe(0)
    expect(out(type('drbdsetup cstate 0'))).toBe('StandAlone\n')
    expect(out(on('nodeB', 'drbdsetup cstate 0'))).toBe('WFConnection\n')
    expect(out(on('nodeB', 'dmesg | tail -4'))).toContain('sock was shut down by peer')
    expect(type('drbdsetup connect 0').exit).toBe(0)
    expect(out(on('nodeB', 'drbdsetup cstate 0'))).toBe('Connected\n')
  })

  test('invalidates the local copy of a connected pair: all of it is copied', () => {
    const { on, ask } = sitting()
    expect(on('nodeB', 'drbdsetup invalidate 0').exit).toBe(0)
    expect(on('nodeB', 'cat /proc/drbd').output).toContain('(2097152/2097152)K')
    expect(on('nodeB', 'drbdsetup invalidate 0')).toMatchObject({
      stderr: '0: State change failed: (-8) Can not start OV/resync since it is already active\n',
      exit: 11,
    })
    ask({ wait: 240 })
    expect(out(on('nodeB', 'drbdsetup dstate 0'))).toBe('UpToDate/UpToDate\n')
  })
})

test('drbdadm has no resources on a Ganeti node', () => {
  const { type } = sitting()
  expect(type('drbdadm connect --discard-my-data r0')).toMatchObject({
    stderr: 'no resources defined!\n',
    exit: 3,
  })
  expect(type('drbdadm fly').exit).toBe(3)
})

test('drbd-overview has a line per minor and finds no names', () => {
  const { on } = sitting()
  expect(out(on('nodeB', 'drbd-overview'))).toBe(
    ' 0:??not-found??  Connected Secondary/Primary UpToDate/UpToDate \n' +
      ' 1:??not-found??  Connected Primary/Secondary UpToDate/UpToDate \n',
  )
})

test('dmesg reports a lost peer, and forgets everything without power', () => {
  const { type, ask, on } = sitting({ release: '3.0' })
  ask({ power: 'nodeB', to: 'off' })
  ask({ wait: 5 })
  expect(out(type('dmesg | tail -3'))).toMatch(
    new RegExp(
      [
        '^\\[ *\\d+\\.\\d{6}\\] drbd resource0: peer\\( Secondary -> Unknown \\) conn\\( Connected -> NetworkFailure \\) pdsk\\( UpToDate -> DUnknown \\)',
        '\\[.*\\] drbd resource0: conn\\( NetworkFailure -> Unconnected \\)',
        '\\[.*\\] drbd resource0: conn\\( Unconnected -> WFConnection \\)\n$',
      ].join('\n'),
    ),
  )
  expect(out(type('dmesg -T | tail -1'))).toMatch(/^\[\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}\] drbd/)
  ask({ power: 'nodeB', to: 'on' })
  expect(out(on('nodeB', 'dmesg'))).toMatch(/^\[ +0\.000000\] Linux version .*\n$/)
})

test('man says how to resolve a split brain, in its own words', () => {
  const { type } = sitting()
  expect(out(type('man drbdsetup | cat'))).toContain('drbdsetup connect 0 --discard-my-data')
  expect(out(type('man drbdadm | cat'))).toContain('no resources defined!')
  expect(out(type('man pkill | cat'))).toContain('ssh nodeB pgrep -af debianX')
})

test('Tab completes the commands of drbdsetup and the minors of the node', () => {
  const world = sitting().world()
  const candidates = (line: string) =>
    complete(world, 'nodeB.virt.nsrc.org', line, line.length).candidates
  expect(candidates('drbdsetup sec')).toEqual(['secondary'])
  expect(candidates('drbdsetup connect ')).toEqual(['0', '1'])
})
