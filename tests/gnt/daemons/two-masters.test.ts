import { describe, expect, it } from 'vitest'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'
import type { World } from '../../../src/sim/world.ts'
import { sitting } from '../../support/driver.ts'

const open = (release: Release) => {
  const lab = sitting({ release })
  const add = (node: string, name: string) =>
    lab.on(
      node,
      `gnt-instance add -t plain -s 1G -o debootstrap+default --no-name-check --no-ip-check --no-install -n ${node} ${name}`,
    )
  const machine = (label: string) => {
    const { machines } = lab.ask<{ world: World }>({ world: true }).world
    return Object.values(machines).find((m) => m.label === label)!
  }
  return {
    ...lab,
    add,
    machine,
    cable: (node: string, is: 'in' | 'out') => lab.ask({ fault: { cable: node, is } }),
    link: (a: string, b: string, is: 'cut' | 'whole') => lab.ask({ fault: { link: [a, b], is } }),
    master: (node: string) => lab.on(node, 'gnt-cluster getmaster').output.split('.')[0],
    instances: (label: string) => Object.keys(machine(label).files.config?.instances ?? {}),
    hears: (node: string) =>
      lab.on(node, 'ssh gnt.virt.nsrc.org hostname -s').output.trim().toLowerCase(),
    /** Lines of verify that tell of something. */
    findings: (node: string) =>
      lab
        .on(node, 'gnt-cluster verify')
        .output.split('\n')
        .filter((line) => /ERROR|WARNING/.test(line)),
  }
}
type Lab = ReturnType<typeof open>

/** The master alone behind a dead cable, another one promoted, an instance made on either side. */
const divided = (release: Release): Lab => {
  const lab = open(release)
  lab.cable('nodeA', 'out')
  expect(lab.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
  expect(lab.add('nodeA', 'loser1').exit).toBe(0)
  expect(lab.add('nodeB', 'keeper1').exit).toBe(0)
  return lab
}

describe.each(RELEASES)('two masters in release %s', (release) => {
  const name = (text: string) => (release === '3.0' ? text.toLowerCase() : text)

  it('both take commands and hold the address, each with a configuration of its own', () => {
    const lab = divided(release)
    expect(lab.instances('node A')).toContain('loser1')
    expect(lab.instances('node A')).not.toContain('keeper1')
    for (const label of ['node B', 'node C']) {
      expect(lab.instances(label)).toContain('keeper1')
      expect(lab.instances(label)).not.toContain('loser1')
    }
    expect(['nodeA', 'nodeB', 'nodeC'].map(lab.master)).toEqual(
      ['nodeA', 'nodeB', 'nodeB'].map(name),
    )
    expect([lab.machine('node A').masterIp, lab.machine('node B').masterIp]).toEqual([true, true])
    lab.cable('nodeA', 'in')
    // Each believes its own address, the others the latest news.
    expect(['nodeA', 'nodeB', 'nodeC'].map(lab.hears)).toEqual(['nodea', 'nodeb', 'nodeb'])
  })

  it('the one whose file is written over can write no more, and nothing stops it', () => {
    const lab = divided(release)
    lab.cable('nodeA', 'in')
    expect(lab.on('nodeB', 'gnt-cluster redist-conf').exit).toBe(0)
    expect(lab.master('nodeA')).toBe(name('nodeB'))
    // Its queries are answered from the file, its jobs work with what its daemon remembers.
    expect(lab.on('nodeA', 'gnt-instance list').output).toContain('keeper1')
    const change = lab.on('nodeA', 'gnt-instance modify -B auto_balance=false debianX')
    if (release === '2.11')
      expect(change).toMatchObject({
        output:
          'Corrupt configuration file: The configuration file has been modified since the last write, cannot update\nAborting.\n',
        exit: 2,
      })
    else expect(change.output).toContain('Modified instance debianX')
    const serial = lab.machine('node B').files.config?.serial
    for (const label of ['node A', 'node B', 'node C']) {
      const { config } = lab.machine(label).files
      expect(config?.serial).toBe(serial)
      expect(config?.instances[name('debianX')]?.be.autoBalance).toBe(true)
    }
    expect(lab.findings('nodeA').join()).toMatch(/node nodeb\S+ volume \S+ is unknown/i)
  })

  it('the loser learns who is master when it is started again, and its changes are lost', () => {
    const lab = divided(release)
    lab.cable('nodeA', 'in')
    lab.on('nodeA', '/usr/lib/ganeti/daemon-util stop-master')
    lab.on('nodeB', 'gnt-cluster redist-conf')
    const restart = lab.on('nodeA', 'service ganeti restart').output
    expect(restart).toContain('Restarting Ganeti cluster:')
    expect(restart).toContain('ganeti-luxid...Not master, exiting.\ndone (not master).\n')
    expect(lab.on('nodeA', 'gnt-instance list').output).toContain(
      `This is not the master node, please connect to node '${name('nodeB')}.virt.nsrc.org' and rerun the command`,
    )
    // The address stays where it is until someone takes it down.
    expect(lab.machine('node A').masterIp).toBe(true)
    expect(lab.on('nodeA', 'ip addr del 10.10.0.10/32 dev br-lan').exit).toBe(0)
    expect(['nodeA', 'nodeB', 'nodeC'].map(lab.hears)).toEqual(['nodeb', 'nodeb', 'nodeb'])
    expect(lab.on('nodeB', 'gnt-instance info loser1').exit).toBe(1)
    const findings = lab.findings('nodeB')
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatch(/WARNING: node nodea\S+ volume ganeti\/\S+\.disk0 is unknown$/i)
  })

  it('a node that hears both follows whoever wrote last', () => {
    const lab = open(release)
    lab.link('nodeA', 'nodeB', 'cut')
    expect(lab.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
    expect(lab.master('nodeC')).toBe(name('nodeB'))
    lab.add('nodeA', 'one')
    expect(lab.master('nodeC')).toBe(name('nodeA'))
    expect(lab.instances('node C')).toContain('one')
    lab.add('nodeB', 'two')
    expect(lab.master('nodeC')).toBe(name('nodeB'))
    expect(lab.instances('node C')).toContain('two')
    expect(lab.instances('node C')).not.toContain('one')
  })

  it('are made by --no-voting, after a question', () => {
    const lab = open(release)
    lab.cable('nodeC', 'out')
    const refused = lab.on('nodeC', 'gnt-cluster master-failover')
    expect(refused.exit).toBe(1)
    expect(lab.on('nodeC', 'gnt-cluster master-failover --no-voting', 'n').exit).toBe(1)
    expect(lab.machine('node C').masterIp).toBe(false)
    const forced = lab.on('nodeC', 'gnt-cluster master-failover --no-voting', 'y')
    expect(forced.output).toContain('This will perform the failover even if most other nodes are')
    expect(lab.machine('node C').masterIp).toBe(true)
    expect(lab.on('nodeC', 'gnt-instance list').exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-cluster verify').exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-instance modify -B auto_balance=false debianX').exit).toBe(0)
  })

  it('the address is not brought up where it answers elsewhere', () => {
    const lab = divided(release)
    lab.cable('nodeA', 'in')
    expect(lab.on('nodeB', 'ip addr del 10.10.0.10/32 dev br-lan').exit).toBe(0)
    expect(lab.on('nodeB', 'gnt-cluster activate-master-ip').output).toContain(
      "Could not activate the master IP: Failed to start the master IP. Script return value: 1, output: 'Error: master IP address configured on another machine.",
    )
    expect(lab.on('nodeA', 'ifconfig br-lan:0 down').exit).toBe(0)
    expect(lab.on('nodeB', 'gnt-cluster activate-master-ip').exit).toBe(0)
    expect(lab.hears('nodeC')).toBe('nodeb')
  })
})
