import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

describe('gnt-cluster master-failover', () => {
  it('is refused on the master, which stays master', () => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', 'gnt-cluster master-failover')
    expect(exit).toBe(1)
    expect(output).toBe(
      `Failure: prerequisites not met for this operation:\nerror type: wrong_input, error details:\nThis commands must be run on the node where you want the new master to be. ${A} is already the master\n`,
    )
    expect(lab.on('nodeA', 'gnt-cluster master-ping').exit).toBe(0)
  })

  it('moves a living master in silence, in every release', () => {
    for (const release of ['2.11', '2.12', '3.0']) {
      const lab = sitting({ release })
      const { output, exit } = lab.on('nodeB', 'gnt-cluster master-failover')
      expect([release, output, exit]).toEqual([release, '', 0])
      expect(lab.on('nodeB', 'gnt-cluster master-ping').exit).toBe(0)
      expect(lab.on('nodeA', 'gnt-cluster master-ping').exit).toBe(1)
      expect(lab.on('nodeB', 'gnt-cluster verify').exit).toBe(0)
    }
  })

  it('tells that a dead old master could not be stopped, and succeeds', () => {
    const lab = sitting()
    lab.power('nodeA', 'off')
    lab.wait(5)
    const { output, exit, seconds } = lab.on('nodeB', 'gnt-cluster master-failover')
    const error = 'Error 7: Failed connect to 10.10.0.11:1811; No route to host'
    expect(output).toBe(
      `Could not disable the master IP: ${error}\nCould not disable the master role on the old master ${A}, please disable manually: ${error}\n`,
    )
    expect(exit).toBe(0)
    expect(seconds).toBeGreaterThan(20)
  })

  it('needs a majority of living nodes, unless told not to vote', () => {
    const lab = sitting({ release: '3.0' })
    lab.power('nodeA', 'off')
    lab.power('nodeC', 'off')
    lab.wait(5)
    const refused = lab.on('nodeB', 'gnt-cluster master-failover')
    expect(refused.exit).toBe(1)
    expect(refused.output).toContain(
      "Unhealthy nodes: ['nodeb.virt.nsrc.org', 'nodec.virt.nsrc.org']",
    )
    expect(lab.on('nodeB', 'gnt-cluster master-failover --no-voting', 'n').exit).toBe(1)
    expect(lab.on('nodeB', 'gnt-cluster master-failover --no-voting', 'y').exit).toBe(0)
    expect(lab.on('nodeB', 'gnt-cluster master-ping').exit).toBe(0)
  })

  it('asks the others in 2.11: no one answers, no one knows', () => {
    const lab = sitting()
    lab.power('nodeA', 'off')
    lab.power('nodeC', 'off')
    lab.wait(5)
    const { output } = lab.on('nodeB', 'gnt-cluster master-failover')
    expect(output).toContain(
      'error type: environment_error, error details:\nCluster is inconsistent, most nodes did not respond.\n',
    )
  })
})

describe('an old master that returns', () => {
  const returned = (release: string) => {
    const lab = sitting({ release })
    lab.power('nodeA', 'off')
    lab.wait(5)
    lab.on('nodeB', 'gnt-cluster master-failover')
    lab.power('nodeA', 'on')
    lab.wait(60)
    return lab
  }

  it('believes to be master until the new one sends its configuration', () => {
    for (const release of ['2.11', '3.0']) {
      const lab = returned(release)
      expect(lab.on('nodeA', 'gnt-cluster master-ping').exit).toBe(release === '2.11' ? 0 : 1)
      lab.on('nodeB', 'gnt-cluster redist-conf')
      const { output } = lab.on('nodeA', 'gnt-cluster verify')
      const master = release === '2.11' ? B : B.toLowerCase()
      expect(output).toContain(
        `This is not the master node, please connect to node '${master}' and rerun the command`,
      )
    }
  })
})

describe('gnt-cluster watcher', () => {
  it('rests, tells until when, and goes on', () => {
    const lab = sitting()
    expect(lab.on('nodeA', 'gnt-cluster watcher info').output).toBe('The watcher is not paused.\n')
    const paused = 'The watcher is paused until Fri Sep 19 14:10:00 2014.\n'
    expect(lab.on('nodeA', 'gnt-cluster watcher pause 10m').output).toBe(paused)
    expect(lab.on('nodeA', 'gnt-cluster watcher info').output).toBe(paused)
    expect(lab.on('nodeA', 'gnt-cluster watcher continue').output).toBe(
      'The watcher is no longer paused.\n',
    )
  })

  it('refuses what is no duration', () => {
    const lab = sitting()
    const why = (line: string) => lab.on('nodeA', line).output.split('\n')[2]
    expect(why('gnt-cluster watcher pause')).toBe('Missing pause duration')
    expect(why('gnt-cluster watcher pause foo')).toBe("Invalid time specification 'foo'")
    expect(why('gnt-cluster watcher pause m')).toBe(
      'Invalid time specification (only suffix passed)',
    )
    expect(why('gnt-cluster watcher rest')).toBe("Command 'rest' is not valid.")
  })
})
