import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const THREE = { release: '3.0' } as const
const STATES = 'gnt-instance list --no-headers -o name,oper_state'

describe('gnt-cluster epo', () => {
  it('does not stop the node it runs on, unless all are meant', () => {
    const lab = sitting(THREE)
    expect(lab.on('nodeA', 'gnt-cluster epo nodea').output).toContain(
      'is the master node, please do a master-failover to another node',
    )
    expect(lab.on('nodeA', 'gnt-cluster epo --all nodeb').output).toBe(
      'Arguments in combination with --all are not allowed\n',
    )
    const { output, exit } = lab.on('nodeA', 'gnt-cluster epo --all', 'n')
    expect(output).toContain('The epo will operate on 3 nodes.')
    expect(exit).toBe(1)
  })

  it('stops the instances of a node, and starts them once the node is back', () => {
    const lab = sitting(THREE)
    const off = lab.on('nodeA', 'gnt-cluster epo -f nodec').output
    expect(off).toMatch(/^Node nodec\S* does not support out-of-band handling/)
    expect(off).toContain('Submit shutdown of instance debiany\n')
    expect(off).toContain('All instances have been stopped successfully\n')
    // It was told not to remember: the instances shall run.
    expect(lab.on('nodeA', 'gnt-instance list --no-headers -o status debiany').output).toBe(
      'ERROR_down\n',
    )
    lab.power('nodeC', 'off')
    lab.power('nodeC', 'on')
    const on = lab.on('nodeA', 'gnt-cluster epo -f --on nodec').output
    expect(on).toMatch(
      /Waiting until all nodes are available again\nNode nodec\S* became available/,
    )
    expect(on).toContain('All instances have been started successfully\n')
    expect(lab.on('nodeA', STATES).output).toMatch(/^debiany Y$/m)
  })
})

describe('gnt-cluster renew-crypto', () => {
  const running = (lab: ReturnType<typeof sitting>, node: string) =>
    lab.on(node, 'ps ax -o args | grep [g]aneti-').output

  it('stops every daemon, copies the new files and starts the daemons again', () => {
    const lab = sitting(THREE)
    const before = running(lab, 'nodeA')
    const { output, exit } = lab.on(
      'nodeA',
      'gnt-cluster renew-crypto --force --new-node-certificates',
    )
    const short = output.replace(/\.virt\.nsrc\.org/g, '').split('\n')
    expect(short.slice(3, 8)).toEqual([
      'Stopping master daemons',
      'Stopping daemons on nodea',
      "Starting daemon 'ganeti-noded' on nodea",
      "Starting daemon 'ganeti-wconfd' on nodea",
      'Stopping daemons on nodeb',
    ])
    expect(output).toContain('Renewing Node SSL certificates')
    expect(exit).toBe(0)
    expect(running(lab, 'nodeA').split('\n').sort()).toEqual(before.split('\n').sort())
    expect(lab.on('nodeA', 'gnt-cluster verify').exit).toBe(0)
  })

  it('leaves the master without daemons where a node does not answer', () => {
    const lab = sitting(THREE)
    lab.power('nodeB', 'off')
    const { output, exit } = lab.on(
      'nodeA',
      'gnt-cluster renew-crypto --force --new-confd-hmac-key',
    )
    expect(output).toContain(
      "root@nodeb.virt.nsrc.org '/usr/lib/ganeti/daemon-util start-all' on node nodeb.virt.nsrc.org : exitcode 255",
    )
    expect(exit).toBe(1)
    expect(running(lab, 'nodeA')).toBe('')
  })

  it('needs no daemon to stop where nothing is asked for', () => {
    const lab = sitting(THREE)
    expect(lab.on('nodeA', 'gnt-cluster renew-crypto --force').output.split('\n')).toHaveLength(3)
    expect(
      lab.on('nodeA', 'gnt-cluster renew-crypto --force --spice-certificate=/tmp/x').output,
    ).toContain('Both --spice-certificate and --spice-ca-certificate must be specified.')
  })
})

describe('gnt-cluster upgrade', () => {
  it('says why no upgrade leads to a version', () => {
    const lab = sitting(THREE)
    const said = (options: string) => lab.on('nodeA', `gnt-cluster upgrade ${options}`).output
    expect(said('')).toBe('Precisely one of the options --to and --resume has to be given\n')
    expect(said('--to=abc')).toBe('Could not parse version string abc\n')
    expect(said('--to=2.9')).toBe(
      'Cannot upgrade to 2.9: automatic upgrades only supported from 2.10 onwards\n',
    )
    expect(said('--to=4.0')).toBe(
      'Cannot upgrade to 4.0: major version up- or downgrades are only supported between 2.16 and 3.0\n',
    )
    expect(said('--to=3.1').replace(/\.virt\.nsrc\.org/g, '')).toBe(
      'Verifying 3.1 present on all nodes\nGaneti version 3.1 not installed on nodes nodeb, nodec, nodea\n',
    )
  })

  it('to the version that runs restarts all daemons and verifies the cluster', () => {
    const lab = sitting(THREE)
    const { output, exit } = lab.on('nodeA', 'gnt-cluster upgrade --to=3.0')
    expect(output).toMatch(/Unpausing the watcher\.\nVerifying cluster\.\n$/)
    expect(exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o summary').output).toContain(
      'CLUSTER_REDIST_CONF',
    )
    expect(lab.on('nodeA', 'gnt-cluster queue info').output).toBe('The drain flag is unset\n')
  })
})
