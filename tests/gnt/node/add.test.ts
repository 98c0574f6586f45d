import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const SPARE = {
  name: 'nodeD.virt.nsrc.org',
  ip: '10.10.0.14',
  memoryMib: 995,
  volumeGroupMib: 29_800,
  cpus: 2,
}
const withSpare = (release: (typeof RELEASES)[number]) =>
  sitting({ ...EXERCISE, release, spareMachines: [SPARE] })

const OLD_BANNER = `-- WARNING --
Performing this operation is going to replace the ssh daemon keypair
on the target machine (nodeD.virt.nsrc.org) with the ones of the current one
and grant full intra-cluster ssh root access to/from it
`

describe('gnt-node add --readd', () => {
  it('asks once about the key, then tells what the handout shows, in 2.11', () => {
    const lab = sitting()
    lab.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    const { stdout, exit } = lab.on('nodeA', 'gnt-node add --readd nodeB.virt.nsrc.org', 'yes')
    expect(normalise(stdout)).toBe(
      `Restarting OpenBSD Secure Shell server: sshd.
<date>  - INFO: Readding a node, the offline/drained flags were reset
<date>  - INFO: Node will be a master candidate`,
    )
    expect(exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o role').output).toBe('M\nC\nC\n')
  })

  it('has a longer banner and asks twice in 3.0', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodea', 'gnt-node modify --offline=yes nodeb')
    const { output } = lab.on('nodea', 'gnt-node add --readd nodeb', 'maybe', 'yes', 'yes')
    expect(normalise(output)).toBe(`-- WARNING --
Performing this operation is going to perform the following
changes to the target machine (nodeb.virt.nsrc.org) and the current cluster
nodes:
* A new SSH daemon key pair is generated on the target machine.
* The public SSH keys of all master candidates of the cluster
  are added to the target machine's 'authorized_keys' file.
* In case the target machine is a master candidate, its newly
  generated public SSH key will be distributed to all other
  cluster nodes.

The authenticity of host 'nodeb.virt.nsrc.org (10.10.0.12)' can't be established.
ED25519 key fingerprint is <fingerprint>.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? maybe
Please type 'yes', 'no' or the fingerprint: yes
Warning: Permanently added 'nodeb.virt.nsrc.org' (ED25519) to the list of known hosts.
Restarting OpenBSD Secure Shell server: sshd.
The authenticity of host 'nodeb.virt.nsrc.org (10.10.0.12)' can't be established.
ED25519 key fingerprint is <fingerprint>.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? yes
<date>  - INFO: Readding a node, the offline/drained flags were reset
<date>  - INFO: Node will be a master candidate`)
  })

  it('asks nothing with --no-ssh-key-check', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodea', 'gnt-node modify --offline=yes nodeb')
    const { output, exit } = lab.on('nodea', 'gnt-node add --readd --no-ssh-key-check nodeb')
    expect(output).not.toContain('authenticity')
    expect(output).toContain("Warning: Permanently added 'nodeb.virt.nsrc.org' (ED25519)")
    expect(exit).toBe(0)
  })

  it.each(['no', ''])('ends when the key is not trusted ("%s"), and changes nothing', (answer) => {
    const lab = sitting()
    lab.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    const { output, exit } = lab.on('nodeA', 'gnt-node add --readd nodeB', answer)
    expect(output).toContain('Host key verification failed.\nFailure: command execution error:\n')
    expect(output).toContain('failed: exited with exit code 255')
    expect(exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o role nodeB').output).toBe('O\n')
  })

  it('cannot reach a node without power, and says so with the whole command', () => {
    const lab = sitting({ release: '3.0' })
    lab.power('nodeb', 'off')
    lab.wait(70)
    const { output, exit } = lab.on('nodea', 'gnt-node add --readd nodeb')
    expect(output).toContain('ssh: connect to host nodeb.virt.nsrc.org port 22: No route to host')
    expect(output).toContain(
      "-oPort=22 -oStrictHostKeyChecking=ask -4 root@nodeb.virt.nsrc.org '/bin/sh -c /usr/lib/ganeti/prepare-node-join'' failed: exited with exit code 255",
    )
    expect(exit).toBe(1)
  })

  it('brings the newest configuration and no disks back', () => {
    const lab = sitting()
    lab.power('nodeB', 'off')
    lab.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    lab.power('nodeB', 'on')
    lab.wait(60)
    lab.on('nodeA', 'gnt-node add --readd nodeB', 'yes')
    const report = lab.on('nodeA', 'gnt-cluster verify').output
    expect(report).not.toContain('checksums')
    expect(report).toContain(
      'ERROR: node nodeB.virt.nsrc.org: drbd minor 0 of instance debianX is not active',
    )
  })
})

describe('gnt-node add', () => {
  it.each(RELEASES)('makes a spare machine a member that can be master, in %s', (release) => {
    const lab = withSpare(release)
    const { output, exit } = lab.on('nodeA', 'gnt-node add nodeD', 'yes', 'yes')
    expect(output).toContain(' - INFO: Node will be a master candidate\n')
    expect(exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o role').output).toBe('M\nC\nC\nC\n')
    expect(lab.on('nodeA', 'gnt-cluster verify').output).not.toContain('ERROR')
    expect(lab.on('nodeD', 'gnt-cluster master-failover').exit).toBe(0)
    expect(lab.on('nodeD', 'gnt-node list --no-headers -o role').output).toBe('C\nC\nC\nM\n')
  })

  it('warns of a new key pair first, in 2.11', () => {
    const lab = withSpare('2.11')
    expect(normalise(lab.on('nodeA', 'gnt-node add nodeD', 'no').stderr)).toContain(OLD_BANNER)
  })

  it.each([
    ['nodeB', 'Node nodeB.virt.nsrc.org already in the cluster (as nodeB.virt.nsrc.org) - please'],
    ['--readd nodeA', 'Node nodeA.virt.nsrc.org is the master, cannot readd'],
    [
      '--readd nodeD',
      "Node nodeD.virt.nsrc.org not in the cluster - please retry without '--readd",
    ],
    ['nowhere', 'The given name (nowhere) does not resolve: Name or service not known'],
  ])('refuses %s', (args, text) => {
    const { output, exit } = withSpare('2.11').on('nodeA', `gnt-node add ${args}`)
    expect(output).toContain(text)
    expect(exit).toBe(1)
  })

  it.each([
    ['-s 10.10.1.14', 'The master has no secondary ip but the new node has one'],
    ['--node-group=other', "Node group 'other' not found"],
  ])('refuses %s once the machine is set up', (options, text) => {
    const lab = withSpare('2.11')
    const { output, exit } = lab.on('nodeA', `gnt-node add ${options} nodeD`, 'yes')
    expect(output).toContain(text)
    expect(exit).toBe(1)
  })
})

describe('gnt-node remove', () => {
  it('refuses while the node is used, in the words of the handout', () => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', 'gnt-node remove nodeC.virt.nsrc.org')
    expect(output).toBe(`Failure: prerequisites not met for this operation:
error type: wrong_input, error details:
Instance debianY is still running on the node, please remove first
`)
    expect(exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-node remove nodeA').output).toContain(
      'Node is the master node, failover to another node is required',
    )
  })

  it.each(RELEASES)('lets a machine go that can be added again, in %s', (release) => {
    const lab = withSpare(release)
    lab.on('nodeA', 'gnt-node add nodeD', 'yes', 'yes')
    const gone = lab.on('nodeA', 'gnt-node remove nodeD')
    expect([gone.output, gone.exit]).toEqual(['', 0])
    expect(lab.on('nodeD', 'gnt-node list').exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-cluster verify').output).not.toContain('ERROR')
    expect(lab.on('nodeA', 'gnt-node add nodeD', 'yes', 'yes').exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-cluster verify').output).not.toContain('ERROR')
  })

  it('warns of a dead node that cannot leave by itself', () => {
    const lab = withSpare('3.0')
    lab.on('nodea', 'gnt-node add noded', 'yes', 'yes')
    lab.power('noded', 'off')
    lab.wait(70)
    lab.on('nodea', 'gnt-node modify --offline=yes noded')
    const { output, exit, seconds } = lab.on('nodea', 'gnt-node remove noded')
    const lines = normalise(output).split('\n')
    expect(lines[0]).toBe("<date> Some nodes' SSH key files could not be updated:")
    expect(lines[1]).toContain("Removing SSH keys from node 'noded.virt.nsrc.org' failed.")
    expect(lines[2]).toBe(
      '<date>  - WARNING: Communication failure to node noded.virt.nsrc.org: Error <no answer from noded.virt.nsrc.org:1811>',
    )
    expect(lines[3]).toContain(
      ' - WARNING: Errors encountered on the remote node while leaving the cluster: Error <no',
    )
    expect([lines.length, exit]).toEqual([4, 0])
    expect(seconds).toBeGreaterThan(14)
    expect(seconds).toBeLessThan(21)
  })
})
