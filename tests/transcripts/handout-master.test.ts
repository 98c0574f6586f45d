import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../src/sim/releases.ts'
import { expectLines, lines } from '../support/blocks.ts'
import { sitting } from '../support/driver.ts'
import { instance, start } from '../support/starts.ts'

/**
 * The blocks of the NSRC handout "failure and recovery" about the master: served, crashed, and alone with
 * one other node.
 */
const LIST = 'gnt-instance list -o name,pnode,snodes,status'

const notMaster = (master: string) => [
  'Failure: prerequisites not met for this operation:',
  'error type: wrong_input, error details:',
  `This is not the master node, please connect to node '${master}.virt.nsrc.org' and rerun the command`,
]

describe.each(RELEASES)('serving the master in release %s', (release) => {
  const at = sitting({ release })
  // Release 3.0 stores names in lower case; the shell's prompt and `hostname` show them so too.
  const name = (text: string) => (release === '3.0' ? text.toLowerCase() : text)
  const masters = (...nodes: string[]) =>
    nodes.map((node) => lines(at.on(node, 'gnt-cluster getmaster').output)[0])

  it('has a manual section to read', () => {
    const page = at.on('nodeB', 'man gnt-cluster').output
    expect(page).toContain('MASTER-FAILOVER')
    expect(page).toContain('--no-voting')
  })

  it('is refused on the master itself', () => {
    expect(at.on('nodeA', 'gnt-cluster master-failover').output).toContain(
      `This commands must be run on the node where you want the new master to be. ${name('nodeA')}.virt.nsrc.org is already the master`,
    )
  })

  it('moves the role, without a question, within seconds', () => {
    const ran = at.on('nodeB', 'gnt-cluster master-failover')
    expect(ran).toMatchObject({ output: '', exit: 0 })
    expect(ran.seconds).toBeGreaterThan(4)
    const nodeB = name('nodeB.virt.nsrc.org')
    expect(masters('nodeA', 'nodeB', 'nodeC')).toEqual([nodeB, nodeB, nodeB])
  })

  it('moves the address', () => {
    expect(at.on('nodeB', 'ifconfig br-lan:0').output).toContain('inet addr:10.10.0.10 ')
    expect(at.on('nodeA', 'ifconfig br-lan:0').output).not.toContain('inet addr')
    expect(at.on('nodeB', 'ip addr show br-lan').output).toContain(
      'inet 10.10.0.10/32 scope global br-lan:0',
    )
    expect(at.on('nodeA', 'ip addr').output).not.toContain('10.10.0.10/')
    expect(at.on('nodeC', 'ssh gnt.virt.nsrc.org hostname').output.trim()).toBe(
      name('nodeB.virt.nsrc.org'),
    )
  })

  it('takes commands on the new master only', () => {
    expectLines(at.on('nodeA', 'gnt-instance list').output, ...notMaster(name('nodeB')))
    expect(at.on('nodeB', 'gnt-cluster verify').exit).toBe(0)
  })
})

describe('the crash of the master', () => {
  const at = sitting({
    ...start([instance('debianX', 'AC'), instance('debianY', 'CA'), instance('debianZ', 'C')]),
    master: 'nodeB.virt.nsrc.org',
  })
  const verify = () => at.on('nodeA', 'gnt-cluster verify')

  it('lets nothing be changed until another node is promoted', () => {
    at.on('nodeB', 'halt -p')
    for (const command of ['gnt-instance list', 'gnt-instance stop debianX', 'gnt-node list'])
      expect(lines(at.on('nodeA', command).output)).toEqual(notMaster('nodeB'))
    const ran = at.on('nodeA', 'gnt-cluster master-failover')
    expect(ran.exit).toBe(0)
    expect(ran.output).not.toContain('?')
    expect(lines(at.on('nodeA', 'gnt-cluster getmaster').output)).toEqual(['nodeA.virt.nsrc.org'])
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeC.virt.nsrc.org running',
      'debianY  nodeC.virt.nsrc.org nodeA.virt.nsrc.org running',
    )
  })

  it('refers a command on the old master to the new one', () => {
    at.power('nodeB', 'on')
    for (const command of ['gnt-instance list', 'gnt-instance stop debianX'])
      expect(lines(at.on('nodeB', command).output)).toEqual(notMaster('nodeA'))
    expectLines(
      at.on('nodeB', 'service ganeti status').output,
      'ganeti-masterd is not running ... failed!',
    )
  })

  it('finds the old copies by their checksums', () => {
    const { output } = verify()
    for (const file of ['config.data', 'ssconf_master_node'])
      expect(output).toMatch(
        new RegExp(
          `  - ERROR: cluster: File /var/lib/ganeti/${file} found with 2 different checksums \\((variant 1 on nodeA\\.virt\\.nsrc\\.org, nodeC\\.virt\\.nsrc\\.org; variant 2 on nodeB\\.virt\\.nsrc\\.org|variant 1 on nodeB\\.virt\\.nsrc\\.org; variant 2 on nodeA\\.virt\\.nsrc\\.org, nodeC\\.virt\\.nsrc\\.org)\\)$`,
          'm',
        ),
      )
  })

  it('is repaired by redist-conf', () => {
    expect(at.on('nodeA', 'gnt-cluster redist-conf')).toMatchObject({ output: '', exit: 0 })
    const { output, exit } = verify()
    expect(output).not.toContain('ERROR')
    expect(exit).toBe(0)
    expect(lines(at.on('nodeB', 'gnt-cluster getmaster').output)).toEqual(['nodeA.virt.nsrc.org'])
  })

  it('makes nodeB master again', () => {
    expect(at.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
    for (const node of ['nodeA', 'nodeB', 'nodeC'])
      expect(lines(at.on(node, 'gnt-cluster getmaster').output)).toEqual(['nodeB.virt.nsrc.org'])
    expect(at.on('nodeB', 'gnt-cluster verify').exit).toBe(0)
  })
})

describe.each(['2.12', '3.0'])('the crash of the master in release %s', (release) => {
  it('leaves the returned one waiting for its daemons, and no checksum differs', () => {
    const at = sitting({ release })
    at.on('nodeA', 'halt -p')
    expect(at.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
    at.power('nodeA', 'on')
    const list = at.on('nodeA', 'gnt-instance list')
    expect(list.output).toContain('Timeout while talking to the master daemon.')
    expect(list.seconds).toBeGreaterThan(29)
    expect(at.on('nodeB', 'gnt-cluster verify').output).not.toContain('checksums')
    expect(at.on('nodeB', 'gnt-cluster redist-conf').exit).toBe(0)
    expect(at.on('nodeA', 'gnt-instance list').output).toContain('This is not the master node')
  })
})

describe('two nodes, one of them rebooted alone', () => {
  const alone = (release: string) => {
    const two = start([instance('debianX', 'AB'), instance('debianZ', 'B')])
    const at = sitting({ ...two, release, nodes: two.nodes.slice(0, 2) })
    at.on('nodeB', 'halt -p')
    at.on('nodeA', 'reboot')
    at.wait(240)
    const daemon = (name: string, rest: string, ...answers: string[]) =>
      at.on('nodeA', `/usr/lib/ganeti/daemon-util start ${name} ${rest}`, ...answers)
    return { ...at, daemon, status: () => lines(at.on('nodeA', 'service ganeti status').output) }
  }

  it('does not start the master daemon of 2.11, whose queries are answered all the same', () => {
    const at = alone('2.11')
    expect(at.status()).toEqual(
      expect.arrayContaining([
        'ganeti-noded is running.',
        'ganeti-masterd is not running ... failed!',
        'ganeti-luxid is running.',
      ]),
    )
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeB.virt.nsrc.org ERROR_down',
    )
    expect(lines(at.on('nodeA', 'gnt-cluster verify').output)).toEqual([
      'Cannot communicate with the master daemon.',
      'Is the process running and listening for connections?',
    ])
    const slow = at.daemon('ganeti-masterd', '')
    expect(slow.exit).toBe(1)
    expect(slow.seconds).toBeGreaterThan(55)
  })

  it('starts it without votes once YES is typed', () => {
    const at = alone('2.11')
    for (const answers of [[], ['yes']]) {
      const ran = at.daemon('ganeti-masterd', '--no-voting  # ganeti 2.11', ...answers)
      expect(ran.output).toContain("The 'no voting' option has been selected.\n")
      expect(ran.output).toContain('Aborting.')
      expect(ran.exit).toBe(1)
    }
    expect(at.daemon('ganeti-masterd', '--no-voting', 'YES').exit).toBe(0)
    expect(at.status()).toContain('ganeti-masterd is running.')
  })

  it('starts it without votes and questions by --yes-do-it', () => {
    const at = alone('2.11')
    expect(at.daemon('ganeti-masterd', '--no-voting --yes-do-it')).toMatchObject({
      output: '',
      exit: 0,
    })
    expect(at.daemon('ganeti-luxid', '--no-voting --yes-do-it').exit).toBe(0)
    at.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    expect(at.on('nodeA', 'gnt-instance start debianX').exit).toBe(0)
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeB.virt.nsrc.org running',
    )
    expect(at.on('nodeA', 'ifconfig br-lan:0').output).toContain('inet addr:10.10.0.10 ')
  })

  it.each(['2.12', '3.0'])('wants both flags for both daemons of %s', (release) => {
    const at = alone(release)
    for (const name of ['ganeti-wconfd', 'ganeti-luxid']) {
      expect(at.status()).toContain(`${name} is not running ... failed!`)
      const refused = at.daemon(name, '--no-voting')
      expect(refused.exit).toBe(1)
      expect(lines(refused.output)).toEqual([
        'The no-voting option is dangerous and cannot be given without providing yes-do-it as well.',
      ])
    }
    for (const name of ['ganeti-wconfd', 'ganeti-luxid'])
      expect(at.daemon(name, '--no-voting --yes-do-it').exit).toBe(0)
    for (const name of ['ganeti-wconfd', 'ganeti-luxid'])
      expectLines(
        at.on('nodeA', 'ps ax -o args').output,
        `/usr/sbin/${name} --no-voting --yes-do-it`,
      )
    expect(at.status().filter((line) => line.includes('not running'))).toEqual([])
    expect(at.on('nodeA', 'gnt-instance list').exit).toBe(0)
  })

  it('refuses to promote the survivor without --no-voting', () => {
    const two = start([instance('debianX', 'BA')])
    const at = sitting({ ...two, nodes: two.nodes.slice(0, 2) })
    at.on('nodeA', 'halt -p')
    expect(lines(at.on('nodeB', 'gnt-cluster master-failover').output)).toEqual([
      'Failure: prerequisites not met for this operation:',
      'error type: environment_error, error details:',
      'Cluster is inconsistent, most nodes did not respond.',
    ])
    expect(at.on('nodeB', 'gnt-cluster master-failover --no-voting', 'y').exit).toBe(0)
    expect(lines(at.on('nodeB', 'gnt-cluster getmaster').output)).toEqual(['nodeB.virt.nsrc.org'])
    expect(at.on('nodeB', 'gnt-instance list').exit).toBe(0)
  })
})
