import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../src/sim/releases.ts'
import { sitting } from '../support/driver.ts'

describe('the queue on disk', () => {
  it('holds each job as a file, on the master and on the other candidates', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-debug delay 1')
    for (const node of ['nodeA', 'nodeB']) {
      const job = JSON.parse(lab.on(node, 'cat /var/lib/ganeti/queue/job-1').output) as {
        id: number
        ops: { status: string; input: { OP_ID: string } }[]
      }
      expect(job.id).toBe(1)
      expect(job.ops.map((op) => [op.input.OP_ID, op.status])).toEqual([
        ['OP_TEST_DELAY', 'success'],
      ])
      expect(lab.on(node, 'cat /var/lib/ganeti/queue/serial').output).toBe('1\n')
    }
  })

  it('moves what was archived into a folder, and shows that it is drained', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-debug delay 1')
    lab.on('nodeA', 'gnt-job archive 1')
    lab.on('nodeA', 'gnt-cluster queue drain')
    expect(lab.on('nodeA', 'ls /var/lib/ganeti/queue').output).toMatch(/^archive +drain +serial/)
    expect(lab.on('nodeA', 'ls /var/lib/ganeti/queue/archive/0').output).toBe('job-1\n')
    expect(lab.on('nodeA', 'cat /var/lib/ganeti/queue/job-1').exit).toBe(1)
  })
})

describe('the logs of jobs', () => {
  it.each(RELEASES)('tell when a job began, what it said and how it ended, in %s', (release) => {
    const lab = sitting({ release })
    lab.on('nodeA', 'gnt-node modify --drained=no nodeB')
    lab.on('nodeA', 'gnt-debug delay -n nosuch 1')
    const name = release === '2.11' ? 'master-daemon.log' : 'jobs.log'
    const log = lab.on('nodeA', `cat /var/log/ganeti/${name}`).output
    const said = log.split('\n').map((line) => line.replace(/^\S+ \S+: .* (?=INFO|ERROR)/, ''))
    expect(said.slice(0, 3)).toEqual([
      expect.stringMatching(/^INFO Op 1\/1: opcode NODE_SET_PARAMS\(\S+\) waiting for locks$/),
      'INFO Ignoring request to unset flag drained, already unset',
      'INFO Finished job 1, status = success',
    ])
    expect(log).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: /)
    expect(log).toContain('ganeti.errors.OpPrereqError: ("Node \'nosuch\' not known", ')
    expect(log).toContain('INFO Finished job 2, status = error\n')
    expect(lab.on('nodeB', 'ls /var/log/ganeti').output).not.toContain('job')
  })
})

describe('the log of a node daemon', () => {
  it('says who called it for what, and survives a power cut', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-cluster verify')
    const log = lab.on('nodeB', 'tail -n 1 /var/log/ganeti/node-daemon.log').output
    expect(log).toMatch(
      /^\d{4}-\d\d-\d\d [\d:]{8},\d{3}: ganeti-noded pid=\d+ INFO 10\.10\.0\.11:\d+ POST \/\w+\n$/,
    )
    lab.power('nodeB', 'off')
    lab.power('nodeB', 'on')
    expect(lab.on('nodeB', 'cat /var/log/ganeti/node-daemon.log').output).toContain(log)
    expect(lab.on('nodeC', 'grep -c 10.10.0.12 /var/log/ganeti/node-daemon.log').output).toBe('0\n')
  })
})

describe('the log of commands', () => {
  it('has every command line in 2.11', () => {
    const lab = sitting({ release: '2.11' })
    lab.on('nodeA', "gnt-node list -o 'name'")
    expect(lab.on('nodeA', 'cat /var/log/ganeti/commands.log').output).toMatch(
      /^\S+ \S+: gnt-node list pid=\d+ INFO Command line: gnt-node list -o name\n$/,
    )
  })

  it('has only what failed in 3.0', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-node list')
    expect(lab.on('nodeA', 'ls /var/log/ganeti').output).not.toContain('commands.log')
    lab.on('nodeA', 'gnt-instance failover -f nosuch')
    expect(lab.on('nodeA', 'cat /var/log/ganeti/commands.log').output).toMatch(
      /: gnt-instance failover pid=\d+ ERROR Error during command processing\nTraceback \(most recent call last\):\nganeti\.errors\.OpPrereqError: \("Instance 'nosuch' not known", 'unknown_entity'\)\n$/,
    )
  })
})

describe('a pid file', () => {
  it('is there as long as its daemon runs', () => {
    const lab = sitting({ release: '3.0' })
    const pid = lab.on('nodeB', 'cat /var/run/ganeti/ganeti-noded.pid').output
    expect(lab.on('nodeB', 'pgrep -f ganeti-noded').output).toBe(pid)
    lab.on('nodeB', 'kill $(cat /var/run/ganeti/ganeti-noded.pid)')
    expect(lab.on('nodeB', 'cat /var/run/ganeti/ganeti-noded.pid').exit).toBe(1)
  })
})
