import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const ADD = 'gnt-network add --network=192.0.2.0/24 --gateway=192.0.2.1 net1'
const prereq = (type: string, text: string) =>
  `Failure: prerequisites not met for this operation:\nerror type: ${type}, error details:\n${text}`

describe('gnt-network', () => {
  it('shows a network as a real Ganeti 3.0.2 cluster did', () => {
    const lab = sitting({ release: '3.0' })
    expect(lab.on('nodeA', ADD)).toMatchObject({ output: '', exit: 0 })
    expect(lab.on('nodeA', 'gnt-network list').output).toBe(
      'Network Subnet       Gateway   MacPrefix GroupList Tags\nnet1    192.0.2.0/24 192.0.2.1 -                   \n',
    )
    lab.on('nodeA', 'gnt-network connect --nic-parameters mode=bridged,link=br-lan net1')
    expect(lab.on('nodeA', 'gnt-network list --no-headers -o group_list').output).toBe(
      'default (bridged, br-lan, )\n',
    )
    lab.on('nodeA', 'gnt-network modify --add-reserved-ips=192.0.2.50 net1')
    expect(normalise(lab.on('nodeA', 'gnt-network info net1').output)).toBe(`Network name: net1
UUID: <uuid>
Serial number: 2
  Subnet: 192.0.2.0/24
  Gateway: 192.0.2.1
  IPv6 Subnet: None
  IPv6 Gateway: None
  Mac Prefix: None
  Size: 256
  Free: 252 (98.44%)
  Usage map:
        0 XX................................................X............. 63
       64 ................................................................ 127
      128 ................................................................ 191
      192 ...............................................................X 255
         (X) used    (.) free
  externally reserved IPs:
    192.0.2.0, 192.0.2.1, 192.0.2.50, 192.0.2.255
  connected to node groups:
    default (mode:bridged link:br-lan vlan:)
  not used by any instances`)
  })

  it.each(RELEASES)('is connected, disconnected and removed, in %s', (release) => {
    const lab = sitting({ release })
    const run = (line: string) => {
      const { output, exit } = lab.on('nodeA', `gnt-network ${line}`)
      return `${normalise(output)}|${exit}`
    }
    lab.on('nodeA', ADD)
    expect(run('connect net1')).toBe('|0')
    expect(run('connect net1 default')).toBe(
      "<date>  - WARNING: Network 'net1' is already mapped to group 'default'|0",
    )
    expect(run('remove net1')).toBe(
      `<date>  - WARNING: Network 'net1' is connected to the following node groups: default\n${prereq('wrong_state', 'Network still connected')}|1`,
    )
    expect(run('disconnect net1 default')).toBe('|0')
    expect(run('disconnect net1')).toBe(
      "<date>  - WARNING: Network 'net1' is not mapped to group 'default'|0",
    )
    expect(run('remove net1')).toBe('|0')
    expect(run('remove net1')).toBe(`${prereq('unknown_entity', "Network 'net1' not found")}|1`)
  })

  it('keeps the addresses of nodes and of the cluster for itself', () => {
    const lab = sitting()
    const { output } = lab.on('nodeA', 'gnt-network add --network=10.10.0.0/24 lan')
    expect(output).toContain("Reserved IP address of node 'nodeB.virt.nsrc.org' (10.10.0.12)")
    expect(output).toContain('Reserved cluster master IP address (10.10.0.10)')
    lab.on('nodeA', 'gnt-network add --network=10.10.0.0/24 --no-conflicts-check bare')
    const counts = 'gnt-network list --no-headers --separator=" " -o name,reserved_count,free_count'
    expect(lab.on('nodeA', counts).output).toBe('bare 2 254\nlan 6 250\n')
  })

  it('moves the reservation along with the gateway', () => {
    const lab = sitting()
    lab.on('nodeA', ADD)
    lab.on('nodeA', 'gnt-network modify --gateway=192.0.2.9 net1')
    expect(lab.on('nodeA', 'gnt-network list --no-headers -o external_reservations').output).toBe(
      '192.0.2.0, 192.0.2.9, 192.0.2.255\n',
    )
  })

  it('carries tags', () => {
    const lab = sitting()
    lab.on('nodeA', 'gnt-network add --network=192.0.2.0/24 --tags=b net1')
    lab.on('nodeA', 'gnt-network add-tags net1 a')
    lab.on('nodeA', 'gnt-network remove-tags net1 b')
    expect(lab.on('nodeA', 'gnt-network list-tags net1').output).toBe('a\n')
  })

  it.each([
    ['add net2', 'The --network option must be given'],
    ['add --network=192.0.2.0/24 net1', "Desired network name 'net1' already exists as a network"],
    ['add --network=300.0.2.0/24 net2', "Parameter 'OP_NETWORK_ADD.network' fails validation"],
    ['add --network=192.0.2.0/31 net2', 'A network with only 2 host(s) is too small'],
    ['add --network=192.0.2.0/24 --gateway=10.0.0.1 x', '192.0.2.0/24 does not contain 10.0.0.1'],
    ['add --network=192.0.2.0/24 -m aa:bb x', "Invalid MAC address prefix 'aa:bb'"],
    ['connect net1 nowhere', "Node group 'nowhere' not found"],
    ['connect -N mode=tunnel net1', "OP_NETWORK_CONNECT.network_mode' fails validation"],
    ['modify net1', 'Please give at least one of the parameters.'],
    ['modify --gateway=192.0.2.7 --add-reserved-ips=192.0.2.8 net1', 'Cannot modify gateway and'],
    ['list nowhere', 'Network name nowhere not found'],
  ])('refuses %s', (args, text) => {
    const lab = sitting()
    lab.on('nodeA', ADD)
    const { output, exit } = lab.on('nodeA', `gnt-network ${args}`)
    expect(output).toContain(text)
    expect(exit).toBe(1)
  })

  it('passes over what is no network when it shows some', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', ADD)
    expect(lab.on('nodeA', 'gnt-network info nowhere')).toMatchObject({ output: '', exit: 0 })
    const both = lab.on('nodeA', 'gnt-network info nowhere net1')
    expect(both.output).toBe(lab.on('nodeA', 'gnt-network info net1').output)
  })
})
