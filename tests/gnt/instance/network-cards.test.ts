import { beforeEach, describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** Texts recorded on a real Ganeti 3.0.2, or from its sources (lib/cmdlib/instance_set_params.py). */

let at: ReturnType<typeof sitting>
const run = (line: string) => at.on('nodeA', line)
const modify = (net: string) => run(`gnt-instance modify --net ${net} debianx`)
const add = (name: string, net: string) =>
  run(
    `gnt-instance add -t plain -s 1G -o debootstrap+default -n nodeA --no-name-check --no-ip-check --net ${net} ${name}`,
  )
const cards = (fields: string, name = 'debianx') =>
  run(`gnt-instance list --no-headers --separator=';' -o ${fields} ${name}`).output.trim()

beforeEach(() => {
  at = sitting({ release: '3.0' })
})

describe('gnt-instance modify --net', () => {
  it('adds a card, says how it is connected, and removes it', () => {
    expect(modify('add:link=br-lan').output).toMatch(
      /^Modified instance debianx\n - nic\.1 -> add:mac=aa:00:00:..:..:..,ip=None,mode=bridged,link=br-lan,network=None\n/,
    )
    expect(cards('nic.count')).toBe('2')
    expect(modify('1:remove').output).toContain(' - NIC/1 -> remove\n')
    expect(cards('nic.count')).toBe('1')
  })

  it('changes a card and lists each of its parameters', () => {
    expect(modify('0:ip=10.10.0.78,name=front').output).toContain(
      ' - nic.ip/0 -> 10.10.0.78\n - nic.name/0 -> front\n - nic.mode/0 -> bridged\n - nic.link/0 -> br-lan\n',
    )
    expect(modify('front:ip=none').exit).toBe(0)
    expect(cards('nic.ips,nic.names')).toBe("None;['front']")
  })

  it.each([
    [
      '0:link=br-foo',
      "Error checking bridges on node 'nodea.virt.nsrc.org': Missing bridges br-foo",
    ],
    ['5:remove', 'Got NIC index 5, but there are only 1'],
    ['0:ip=bogus', "Invalid IP address 'bogus'"],
    ['0:mac=bogus', "Invalid MAC address 'bogus'"],
    ['0:mac=auto', "'auto' is not a valid MAC address when modifying an existing NIC"],
    ['0:mode=routed', 'Cannot set the NIC IP address to None on a routed NIC'],
    ['0:mode=bogus', "Corrupt configuration file: Invalid NIC mode 'bogus'"],
    ['add:network=nosuch', "Network 'nosuch' not found"],
    ['add:ip=pool', 'If ip=pool, parameter network cannot be none'],
    ['add:network=net1,link=br-lan', 'If network is given mode or link should not'],
    ['0:remove,1:add', 'Not accepting parameters on removal/detach'],
    ['nosuch:ip=none', 'Cannot find NIC with identifier nosuch'],
    [
      '0:bogus=1',
      'Can\'t parse value for \'nics\': Superfluous dictionary keys: ["bogus"], but only ["bridge","ip","link","mac","mode","name","network","vlan"] allowed.',
    ],
  ])('refuses %s', (net, sentence) => {
    const before = cards('nic.count,nic.ips,serial_no')
    const { output, exit } = modify(net)
    expect(output).toContain(sentence)
    expect(exit).not.toBe(0)
    expect(cards('nic.count,nic.ips,serial_no')).toBe(before)
  })
})

describe('a card of an IP network', () => {
  beforeEach(() => {
    run('gnt-network add --network 10.0.1.0/24 --gateway 10.0.1.1 net1')
  })
  const connect = () => run('gnt-network connect -N mode=bridged,link=br-lan net1')

  it('needs a network that the group is connected to', () => {
    expect(modify('0:network=net1,ip=pool').output).toContain(
      'No netparams found for the network net1, probably not connected',
    )
    expect(add('web1', '0:network=net1').output).toContain(
      "No netparams found for network net1. Probably not connected to node's nodea.virt.nsrc.org nodegroup",
    )
  })

  it('of a new instance takes the address that was asked for, or the first free one', () => {
    connect()
    add('web1', '0:ip=10.0.1.9,network=net1')
    expect(run('gnt-instance info web1').output).toContain('network: net1\n')
    expect(run('gnt-network info net1').output).toContain('web1: 0:10.0.1.9')
    const pool = add('web2', '0:ip=pool,network=net1')
    expect(pool.output).toContain(' - INFO: Chose IP 10.0.1.2 from network net1\n')
    expect(cards('nic.ips,nic.networks.names', 'web2')).toBe("10.0.1.2;['net1']")
  })

  it('gives its address back when the card leaves the network', () => {
    connect()
    expect(modify('0:network=net1,ip=pool').output).toContain(
      ' - nic.ip/0 -> 10.0.1.2\n - nic.network/0 -> net1\n',
    )
    expect(modify('add:network=net1,ip=10.0.1.2').output).toContain(
      'IP 10.0.1.2 not available in network net1',
    )
    modify('0:network=none,ip=none')
    expect(run('gnt-network info net1').output).toContain('not used by any instances')
  })

  it('keeps its addresses from cards outside it', () => {
    connect()
    expect(modify('add:ip=10.0.1.7').output).toContain(
      'The requested IP address (10.0.1.7) belongs to network net1, but the target NIC does not.',
    )
    expect(run('gnt-instance modify --no-conflicts-check --net add:ip=10.0.1.7 debianx').exit).toBe(
      0,
    )
  })
})
