import { expect, test } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** As harep of a real Ganeti 3.0.2 cluster printed it. */
const summary = (...rows: string[]) =>
  ['---------------------', 'Instance status count', '---------------------', ...rows, ''].join(
    '\n',
  )

const PREFIX = 'ganeti:watcher:autorepair'

test('harep counts instances and repairs nothing where nothing is broken', () => {
  const { type } = sitting({ release: '3.0' })
  expect(type('harep').output).toBe(summary('Healthy: 3'))
  expect(type('harep --nosuch')).toMatchObject({ exit: 2 })
})

test('harep repairs what an offline node broke, as far as tags allow it, and judges the repair later', () => {
  const { type, power, wait } = sitting({ release: '3.0' })
  type(`gnt-instance add-tags debianx ${PREFIX}:failover`)
  type(`gnt-instance add-tags debianz ${PREFIX}:fix-storage`)
  power('nodeb', 'off')
  wait(10)
  type('gnt-node modify -O yes nodeb')
  const { output } = type('harep -L')
  expect(output).toMatch(
    /^Executing ArFixStorage repair on debianx\n>>> Adding the following tag to debianx:\n"ganeti:watcher:autorepair:pending:fix-storage:[-0-9a-f]{36}:\d{10}:\d+"\n/,
  )
  expect(output).toContain("Not repairing debiany because it's in state ArNotEnabled\n")
  expect(output).toContain(
    'Not performing a repair of type ArReinstall on debianz because only repairs up to ArFixStorage are allowed\n',
  )
  expect(output).toMatch(
    /"ganeti:watcher:autorepair:result:reinstall:[-0-9a-f]{36}:\d{10}:enoperm:"\n/,
  )
  expect(output).toContain(summary('Healthy: 1', 'Needs repair: 1', 'Pending repair: 1'))
  wait(600)
  const later = type('harep -L').output
  expect(later).toContain('Moving debianx from "Pending repair" to "Healthy"\n')
  expect(type('gnt-instance list-tags debianx').output).toMatch(
    /result:fix-storage:\S+:success:\d+\n/,
  )
  expect(type('gnt-instance list-tags debianx').output).not.toContain('pending')
  expect(type('gnt-instance list --no-headers -o snodes debianx').output.trim()).not.toContain(
    'nodeb',
  )
})

test('harep shows nothing of the jobs that set tags, however long they wait for locks', () => {
  const { type, power, wait } = sitting({ release: '3.0' })
  type(`gnt-instance add-tags debianx ${PREFIX}:failover`)
  type(`gnt-instance add-tags debianz ${PREFIX}:reinstall`)
  power('nodeb', 'off')
  wait(10)
  type('gnt-node modify -O yes nodeb')
  const { output, seconds } = type('harep -L')
  expect(output).toContain('Executing ArReinstall repair on debianz\n')
  expect(seconds).toBeGreaterThan(10)
  expect(output).not.toContain('Job ')
})
