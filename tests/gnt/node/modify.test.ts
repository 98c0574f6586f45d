import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const QUESTION = `You are setting this node online manually. If the configuration has
changed, this can cause issues such as split brain. To safely bring a
node back online, please use --readd instead. If you are confident
that the configuration hasn't changed, continue?
y/[n]/?: `

describe('gnt-node modify', () => {
  it.each(RELEASES)('drains a node and takes it back as candidate, in %s', (release) => {
    const lab = sitting({ release })
    expect(lab.on('nodeA', 'gnt-node modify --drained=yes nodeB').output).toBe(
      'Modified node nodeB\n - master_candidate -> False\n - drained -> True\n',
    )
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o role').output).toBe('M\nD\nC\n')
    expect(normalise(lab.on('nodeA', 'gnt-node modify -D no nodeB').output)).toBe(
      `<date>  - INFO: Auto-promoting node to master candidate
Modified node nodeB
 - master_candidate -> True
 - drained -> False`,
    )
    expect(lab.on('nodeA', 'gnt-node modify --drained=no nodeB').output).toContain(
      ' - INFO: Ignoring request to unset flag drained, already unset',
    )
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o role').output).toBe('M\nC\nC\n')
  })

  // As a cluster of 2.11.5 printed it (ganeti/ganeti#1007); the handout shows the last three lines.
  it('says of a dead node that hooks failed and its KVM daemon stays, in 2.11', () => {
    const lab = sitting()
    lab.power('nodeB', 'off')
    lab.wait(70)
    const { output, exit, seconds } = lab.on(
      'nodeA',
      'gnt-node modify --offline=yes nodeB.virt.nsrc.org',
    )
    expect(normalise(output)).toBe(
      `<date>  - WARNING: Communication failure to node <uuid>: Error 7: Failed connect to 10.10.0.12:1811; No route to host
<date> Failed to stop KVM daemon in node '<uuid>': Node is marked offline
Modified node nodeB.virt.nsrc.org
 - master_candidate -> False
 - offline -> True`,
    )
    expect(exit).toBe(0)
    expect(seconds).toBeGreaterThan(8)
  })

  it('takes about twenty seconds to flag a dead node, and says that hooks failed, in 3.0', () => {
    const lab = sitting({ release: '3.0' })
    lab.power('nodeb', 'off')
    lab.wait(70)
    const { output, seconds } = lab.on('nodea', 'gnt-node modify --offline=yes nodeb')
    expect(normalise(output)).toBe(
      `<date>  - WARNING: Communication failure to node <uuid>: Error <no answer from 10.10.0.12:1811>
<date> Failed to stop KVM daemon on node 'nodeb.virt.nsrc.org': Node is marked offline
Modified node nodeb
 - master_candidate -> False
 - offline -> True`,
    )
    expect(seconds).toBeGreaterThan(17)
    expect(seconds).toBeLessThan(23)
  })

  it('brings a living node online without a question in 2.11', () => {
    const lab = sitting()
    lab.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    const { output } = lab.on('nodeA', 'gnt-node modify --offline=no nodeB.virt.nsrc.org')
    expect(normalise(output)).toBe(
      `<date>  - INFO: Auto-promoting node to master candidate
<date>  - WARNING: Transitioning node from offline to online state without using re-add. Please make sure the node is healthy!
Modified node nodeB.virt.nsrc.org
 - master_candidate -> True
 - offline -> False`,
    )
  })

  it('asks first in 3.0, and changes nothing after a no', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodea', 'gnt-node modify --offline=yes nodeb')
    const { output, exit } = lab.on('nodea', 'gnt-node modify --offline=no nodeb', 'n')
    expect([output, exit]).toEqual([`${QUESTION}n\n`, 1])
    expect(lab.on('nodea', 'gnt-node list --no-headers -o role nodeb').output).toBe('O\n')
    expect(lab.on('nodea', 'gnt-node modify -f --offline=no nodeb').output).not.toContain('y/[n]')
  })

  it('does not bring a dead node online', () => {
    const lab = sitting()
    lab.power('nodeB', 'off')
    lab.wait(70)
    lab.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    const { output, exit } = lab.on('nodeA', 'gnt-node modify --offline=no nodeB')
    expect(normalise(output)).toBe(
      `<date>  - INFO: Auto-promoting node to master candidate
Failure: prerequisites not met for this operation:
error type: wrong_state, error details:
Node nodeB.virt.nsrc.org is being de-offlined but fails to report its version: Error 7: Failed connect to 10.10.0.12:1811; No route to host`,
    )
    expect(exit).toBe(1)
  })

  it('gives a demoted node no further configuration, and a promoted one the newest', () => {
    const lab = sitting()
    const serials = () =>
      Object.values(
        lab.ask<{ world: { machines: Record<string, { files: { config: unknown } }> } }>({
          world: true,
        }).world.machines,
      ).map(({ files }) => (files.config as { serial: number } | null)?.serial ?? null)
    lab.on('nodeA', 'gnt-node modify -C no nodeC')
    expect(serials()[2]).toBeNull()
    lab.on('nodeA', 'gnt-node modify -C yes nodeC')
    const [master, , third] = serials()
    expect(third).toBe(master)
  })

  it('says with every write that candidates are missing', () => {
    const lab = sitting({ release: '3.0' })
    expect(normalise(lab.on('nodea', 'gnt-node modify -C no nodec').output)).toBe(
      `<date> Configuration data is not consistent: Not enough master candidates: actual 2, target 3
Modified node nodec
 - master_candidate -> False`,
    )
    expect(lab.on('nodea', 'gnt-node modify --drained=no nodeb').output).toContain('actual 2')
  })

  it('promotes another node in place of one that is drained, if told to', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodea', 'gnt-node modify -C no nodec')
    const line = 'gnt-node modify --drained=yes'
    expect(lab.on('nodea', `${line} nodeb`).output).toContain(
      'Not enough master candidates, please pass',
    )
    expect(lab.on('nodea', `${line} --auto-promote nodeb`).output).toContain(
      ' - INFO: Promoted nodes to master candidate role: nodec.virt.nsrc.org',
    )
    expect(lab.on('nodea', 'gnt-node list --no-headers -o role').output).toBe('M\nD\nC\n')
  })

  it.each([
    ['nodeB', '', 'Please give at least one of the parameters.'],
    ['nodeA', '--drained=yes', 'The master role can be changed only via master-failover'],
    ['nodeX', '--drained=yes', "Node 'nodeX' not known"],
    ['nodeB', '-O yes -D yes', "Can't set the node into more than one state at the same time"],
    ['nodeB', '-D yes --vm-capable=yes', "Can't set the node into more than one state"],
    ['nodeC', '--vm-capable=no', 'Node nodeC.virt.nsrc.org hosts instances, cannot unset the'],
    ['nodeB', '-s 10.10.0.99', 'Changing the secondary ip on a single-homed cluster requires'],
    ['nodeB', '-s 10.10.0.300', 'Secondary IP (10.10.0.300) needs to be a valid IPv4 address'],
    ['nodeB', '--node-powered=yes -D no', 'Unable to change powered state for node nodeB'],
    ['nodeB', '--node-parameters=bogus=2', "Parameter Error: Unknown parameter 'bogus'"],
    ['nodeB', '--node-parameters=spindle_count=x', "'spindle_count' (value x) is not a valid int"],
    ['nodeB', '--node-parameters=exclusive_storage=true', 'parameters are global and cannot be'],
  ])('refuses %s %s', (node, options, text) => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', `gnt-node modify ${options} ${node}`)
    expect(output).toContain(text)
    expect(exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o role').output).toBe('M\nC\nC\n')
  })
})
