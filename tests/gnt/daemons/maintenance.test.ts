import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const logOf = (at: ReturnType<typeof sitting>, node: string): string[] =>
  at
    .on(node, 'cat /var/log/ganeti/watcher.log')
    .stdout.split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^\S+ \S+: ganeti-watcher pid=\d+ /, ''))

/** A node that is marked offline although it lives, in a cluster that wants node maintenance or not. */
function offlineAlive(wanted: 'yes' | 'no') {
  const at = sitting()
  at.on('nodeA', `gnt-cluster modify --maintain-node-health=${wanted}`)
  at.on('nodeA', 'gnt-node modify --offline=yes nodeB')
  return at
}

describe('the maintenance of nodes by ganeti-watcher', () => {
  it('ends what still runs on a node that is marked offline', () => {
    const at = offlineAlive('yes')
    expect(at.on('nodeB', 'ganeti-watcher').exit).toBe(0)
    expect(at.on('nodeB', 'ps ax | grep -c "[k]vm.*-name"').stdout).toBe('0\n')
    expect(at.on('nodeB', 'cat /proc/drbd').stdout).not.toMatch(/cs:Connected/)
    expect(logOf(at, 'nodeB')).toEqual([
      'INFO Following instances should not be running, shutting them down: debianY, debianZ',
      'INFO Following DRBD minors should not be active, shutting them down: 0, 1',
    ])
    expect(at.on('nodeA', 'cat /proc/drbd').stdout).toContain('cs:WFConnection')
  })

  it('leaves such a node alone in a cluster that does not want it', () => {
    const at = offlineAlive('no')
    at.on('nodeB', 'ganeti-watcher')
    expect(at.on('nodeB', 'ps ax | grep -c "[k]vm.*-name"').stdout).toBe('2\n')
    expect(at.on('nodeB', 'cat /var/log/ganeti/watcher.log').exit).toBe(1)
  })

  it('leaves a node alone that is in use', () => {
    const at = sitting()
    at.on('nodeA', 'gnt-cluster modify --maintain-node-health=yes')
    at.on('nodeB', 'ganeti-watcher')
    expect(at.on('nodeB', 'ps ax | grep -c "[k]vm.*-name"').stdout).toBe('2\n')
  })

  it('waits ten seconds on a node that hears of no one, and ends nothing', () => {
    const at = sitting()
    at.on('nodeA', 'gnt-cluster modify --maintain-node-health=yes')
    at.ask({ fault: { cable: 'nodeB', is: 'out' } })
    at.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    expect(at.on('nodeB', 'ganeti-watcher').seconds).toBeCloseTo(10, 0)
    expect(at.on('nodeB', 'ps ax | grep -c "[k]vm.*-name"').stdout).toBe('2\n')
    expect(logOf(at, 'nodeB')).toEqual([
      'WARNING Confd query timed out, cannot do maintenance actions',
    ])
  })

  it('shows the setting among the small files of every node', () => {
    const at = sitting()
    const file = 'cat /var/lib/ganeti/ssconf_maintain_node_health'
    expect(at.on('nodeC', file).stdout).toBe('False\n')
    at.on('nodeA', 'gnt-cluster modify --maintain-node-health=yes')
    expect(at.on('nodeC', file).stdout).toBe('True\n')
  })
})

describe("ganeti-watcher's log", () => {
  it('tells of an instance that it starts again, and that it runs at the next look', () => {
    const at = sitting()
    at.on('nodeA', 'ganeti-watcher')
    at.ask({ fault: { guest: 'dZ', is: 'crashed' } })
    at.on('nodeA', 'ganeti-watcher')
    at.on('nodeA', 'ganeti-watcher')
    const log = logOf(at, 'nodeA').filter((line) => !line.includes('node group'))
    expect(log.slice(-2)).toEqual([
      "INFO Restarting instance 'debianZ' (attempt #1)",
      "INFO Restart of instance 'debianZ' succeeded",
    ])
  })
})
