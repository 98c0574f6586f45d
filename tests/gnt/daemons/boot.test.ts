import { describe, expect, it } from 'vitest'
import type { World } from '../../../src/sim/world.ts'
import { sitting } from '../../support/driver.ts'

const open = (release: string) => {
  const lab = sitting({ release })
  const machine = (label: string) => {
    const { world } = lab.ask<{ world: World }>({ world: true })
    const name = Object.keys(world.machines).find((n) =>
      n.toLowerCase().startsWith(label.toLowerCase()),
    )
    return world.machines[name ?? '']!
  }
  return { ...lab, machine }
}

const reboot = (lab: ReturnType<typeof open>, node: string) => {
  lab.power(node, 'off')
  lab.wait(5)
  lab.power(node, 'on')
}

describe('a node that boots', () => {
  it('starts what every node runs, and nothing of the master', () => {
    for (const release of ['2.11', '2.12', '3.0']) {
      const lab = open(release)
      reboot(lab, 'nodeB')
      lab.wait(60)
      const { daemons, masterIp } = lab.machine('nodeB')
      expect(daemons).toEqual(expect.arrayContaining(['ganeti-noded', 'ganeti-confd']))
      expect(daemons).not.toContain('ganeti-luxid')
      expect(daemons).not.toContain('ganeti-rapi')
      expect(masterIp).toBe(false)
      expect(lab.machine('nodeB').files.initLog).toContain(
        'ganeti-luxid...Not master, exiting.\ndone (not master).',
      )
    }
  })

  it('is master again with the votes of the others, address included', () => {
    for (const release of ['2.11', '2.12', '3.0']) {
      const lab = open(release)
      reboot(lab, 'nodeA')
      lab.wait(60)
      expect(lab.machine('nodeA').daemons).toContain('ganeti-luxid')
      expect(lab.machine('nodeA').masterIp).toBe(true)
      expect(lab.on('nodeA', 'gnt-cluster verify').output).toContain('Hooks Results')
    }
  })

  it('waits for votes and gives up when no one answers', () => {
    for (const release of ['2.11', '2.12', '3.0']) {
      const lab = open(release)
      lab.power('nodeB', 'off')
      lab.power('nodeC', 'off')
      reboot(lab, 'nodeA')
      lab.wait(20)
      expect(lab.machine('nodeA').files.initLog).not.toContain('failed')
      lab.wait(240)
      const { daemons, masterIp, files } = lab.machine('nodeA')
      expect(files.initLog).toContain('failed (exit code 1).')
      expect(daemons).toContain('ganeti-mond')
      expect(daemons).not.toContain(release === '2.11' ? 'ganeti-masterd' : 'ganeti-wconfd')
      expect(masterIp).toBe(false)
    }
  })

  it('is outvoted when another node became master meanwhile', () => {
    const lab = open('3.0')
    lab.power('nodeA', 'off')
    lab.wait(5)
    lab.on('nodeB', 'gnt-cluster master-failover')
    lab.power('nodeA', 'on')
    lab.wait(60)
    expect(lab.machine('nodeA').files.initLog).toContain(
      `ganeti-wconfd...Failed to verify master status: Voting cannot be won by nodea.virt.nsrc.org, valid votes of 3 are [(1,"nodea.virt.nsrc.org"),(2,"nodeb.virt.nsrc.org")]
failed (exit code 1).`,
    )
    expect(lab.machine('nodeA').masterIp).toBe(false)
    expect(lab.machine('nodeB').masterIp).toBe(true)
  })
})

describe('ganeti-watcher', () => {
  it('starts an instance that went down', () => {
    const lab = open('3.0')
    lab.ask({ fault: { guest: 'debianx', is: 'crashed' } })
    expect(lab.on('nodeA', 'ganeti-watcher').exit).toBe(0)
    expect(Object.keys(lab.machine('nodeA').guests)).toEqual(['debianx'])
  })

  it('does nothing on the master while it is paused', () => {
    const lab = open('2.11')
    lab.on('nodeA', 'gnt-cluster watcher pause 1h')
    lab.ask({ fault: { guest: 'debianX', is: 'crashed' } })
    lab.on('nodeA', 'ganeti-watcher')
    expect(lab.machine('nodeA').guests).toEqual({})
  })

  it('starts the daemons that died', () => {
    for (const release of ['2.11', '3.0']) {
      const lab = open(release)
      lab.ask({ fault: { daemon: 'ganeti-luxid', on: 'nodeA', is: 'dead' } })
      lab.ask({ fault: { daemon: 'ganeti-noded', on: 'nodeC', is: 'dead' } })
      lab.on('nodeA', 'ganeti-watcher')
      lab.on('nodeC', 'ganeti-watcher')
      expect(lab.machine('nodeA').daemons).toContain('ganeti-luxid')
      expect(lab.machine('nodeC').daemons).toContain('ganeti-noded')
    }
  })

  it('says round by round who does not vote', () => {
    const lab = open('3.0')
    for (const node of ['nodeA', 'nodeB', 'nodeC']) lab.power(node, 'off')
    lab.wait(90)
    lab.power('nodeA', 'on')
    lab.wait(120)
    const { initLog } = lab.machine('nodeA').files
    const rounds = initLog
      ?.split('ganeti-rapi')[0]
      ?.match(/^No voting RPC result from \["node[bc]\S+","node[bc]\S+"\]$/gm)
    expect(rounds).toHaveLength(7)
    expect(initLog).toMatch(
      /^(?:ganeti-wconfd\.\.\.)?Error in the RPC HTTP reply from 'Node \{nodeName = "nodeb\..*nodeTags = TagSet \{unTagSet = fromList \[\]\}\}': CurlLayerError "code: CurlCouldntConnect, explanation: Failed to connect to \S+ port 1811 after \d+ ms: Couldn't connect to server"$/m,
    )
    expect(initLog).toContain("Couldn't gather voting results of enough nodes")
  })
})
