import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** Output without the dates of a job's log. */
const undated = (text: string): string =>
  text.replace(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} [ \d]\d [\d:]{8} \d{4} /gm, '')

const findings = (text: string): string[] =>
  undated(text)
    .split('\n')
    .filter((line) => /^ +- (?:ERROR|WARNING|NOTICE)/.test(line))
    .map((line) => line.replaceAll('.virt.nsrc.org', ''))

describe('gnt-cluster verify', () => {
  it('tells its sections on a healthy cluster and ends with 0', () => {
    const { output, exit } = sitting().on('nodeA', 'gnt-cluster verify')
    expect(exit).toBe(0)
    expect(undated(output)).toBe(`Submitted jobs 2, 3
Waiting for job 2 ...
* Verifying cluster config
* Verifying cluster certificate files
* Verifying hypervisor parameters
* Verifying all nodes belong to an existing group
Waiting for job 3 ...
* Verifying group 'default'
* Gathering data (3 nodes)
* Gathering disk information (3 nodes)
* Verifying configuration file consistency
* Verifying node status
* Verifying instance status
* Verifying orphan volumes
* Verifying N+1 Memory redundancy
* Other Notes
  - NOTICE: 1 non-redundant instance(s) found.
* Hooks Results
`)
  })

  it('says in later releases that the nodes are asked, after the configuration was sent', () => {
    for (const release of ['2.12', '3.0']) {
      const { output } = sitting({ release }).on('nodeA', 'gnt-cluster verify')
      expect(undated(output)).toContain(
        '* Gathering data (3 nodes)\n* Gathering information about nodes (3 nodes)\n* Gathering disk',
      )
    }
  })

  it('finds everything that a dead node breaks, and takes its time', () => {
    const lab = sitting({ release: '3.0' })
    lab.power('nodeB', 'off')
    lab.wait(60)
    const { output, exit, seconds } = lab.on('nodeA', 'gnt-cluster verify')
    const error =
      "Error 7: Failed to connect to 10.10.0.12 port 1811 after 3063 ms: Couldn't connect to server"
    expect(exit).toBe(1)
    expect(seconds).toBeGreaterThan(40)
    expect(seconds).toBeLessThan(60)
    expect(findings(output)).toEqual(
      expect.arrayContaining([
        `  - ERROR: node nodeb: while getting disk information: ${error}`,
        '  - ERROR: node nodeb: Could not verify the SSH setup of this node.',
        '  - ERROR: node nodeb: Node did not return file checksum data',
        `  - ERROR: node nodeb: while contacting node: ${error}`,
        "  - ERROR: node nodec: tcp communication with node 'nodeb': failure using the primary interface(s)",
        '  - ERROR: instance debiany: instance not running on its primary node nodeb',
        `  - ERROR: instance debiany: couldn't retrieve status for disk/0 on nodeb: ${error}`,
        "  - WARNING: instance debiany: disk/0 on nodec is degraded; local disk state is 'ok'",
        '  - ERROR: node nodeb: instance debiany, connection to primary node failed',
        '  - ERROR: node nodeb: instance debianx, connection to secondary node failed',
        '  - ERROR: node nodeb: not enough memory to accomodate instance failovers should node nodea fail (128MiB needed, 0MiB available)',
      ]),
    )
  })

  it('names minors that a reboot has left inactive, in the words of the release', () => {
    const minors = (release: string) => {
      const lab = sitting({ release })
      lab.power('nodeB', 'off')
      lab.wait(5)
      lab.power('nodeB', 'on')
      lab.wait(60)
      return findings(lab.on('nodeA', 'gnt-cluster verify').output).filter((l) =>
        l.includes('drbd minor'),
      )
    }
    expect(minors('2.11')).toEqual([
      '  - ERROR: node nodeB: drbd minor 0 of instance debianX is not active',
      '  - ERROR: node nodeB: drbd minor 1 of instance debianY is not active',
    ])
    expect(minors('3.0')[0]).toMatch(
      /^ {2}- ERROR: node nodeb: drbd minor 0 of disk [-0-9a-f]{36} \(attached in instance 'debianx'\) is not active$/,
    )
  })

  it('writes findings for scripts with --error-codes, and only warns of those ignored', () => {
    const lab = sitting()
    lab.ask({ fault: { guest: 'debianX', is: 'crashed' } })
    const coded = lab.on('nodeA', 'gnt-cluster verify --error-codes')
    expect(findings(coded.output)[0]).toBe(
      '  - ERROR:EINSTANCEDOWN:instance:debianX:instance not running on its primary node nodeA',
    )
    expect(coded.exit).toBe(1)
    const ignored = lab.on('nodeA', 'gnt-cluster verify -I EINSTANCEDOWN')
    expect(findings(ignored.output)[0]).toBe(
      '  - WARNING: instance debianX: instance not running on its primary node nodeA',
    )
    expect(ignored.exit).toBe(0)
  })

  it('leaves out the check for memory when told to, and asks one group alone', () => {
    const lab = sitting()
    expect(lab.on('nodeA', 'gnt-cluster verify --no-nplus1-mem').output).not.toContain('N+1')
    expect(lab.on('nodeA', 'gnt-cluster verify -g default').output).not.toContain('cluster config')
    const unknown = lab.on('nodeA', 'gnt-cluster verify -g nosuch')
    expect(unknown.exit).toBe(1)
    expect(unknown.output).toContain(
      "has failed: Failure: prerequisites not met for this operation:\nerror type: unknown_entity, error details:\nNode group 'nosuch' not found\n1 job(s) failed while verifying the cluster.\n",
    )
  })

  it('sees that a volume group is lost', () => {
    const lab = sitting()
    lab.ask({ fault: { disk: 'nodeC', is: 'failed' } })
    expect(findings(lab.on('nodeA', 'gnt-cluster verify').output)).toEqual(
      expect.arrayContaining([
        '  - ERROR: node nodeC: unable to check volume groups',
        "  - ERROR: instance debianY: disk/0 on nodeC is degraded; state is 'faulty'",
        "  - ERROR: node nodeC: node didn't return data for the volume group 'ganeti' - it is either missing or broken",
      ]),
    )
  })

  it('finds the stale copies of a returned old master until they are sent again', () => {
    const lab = sitting()
    lab.power('nodeA', 'off')
    lab.wait(5)
    expect(lab.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
    lab.power('nodeA', 'on')
    lab.wait(60)
    const stale = () =>
      findings(lab.on('nodeB', 'gnt-cluster verify').output)
        .filter((line) => line.includes('checksums'))
        .map((line) => line.replace(/variant \d on/g, 'variant'))
    const found = stale()
    expect(found).toHaveLength(2)
    expect(found[0]).toContain('cluster: File /var/lib/ganeti/config.data found with 2 different')
    expect(found[1]).toContain('File /var/lib/ganeti/ssconf_master_node found with 2 different')
    for (const line of found) {
      expect(line).toContain('variant nodeA')
      expect(line).toContain('variant nodeB, nodeC')
    }
    lab.on('nodeB', 'gnt-cluster redist-conf')
    expect(stale()).toEqual([])
  })

  it('sends the configuration first in later releases, so that no copy is stale', () => {
    const lab = sitting({ release: '3.0' })
    lab.power('nodeA', 'off')
    lab.wait(5)
    lab.on('nodeB', 'gnt-cluster master-failover')
    lab.power('nodeA', 'on')
    lab.wait(60)
    expect(lab.on('nodeB', 'gnt-cluster verify').output).not.toContain('checksums')
  })
})

describe('gnt-cluster verify-disks', () => {
  it('finds nothing to do on a healthy cluster', () => {
    const { output, exit } = sitting().on('nodeA', 'gnt-cluster verify-disks')
    expect(output).toBe('Submitted jobs 2\nWaiting for job 2 ...\nNo disks need to be activated.\n')
    expect(exit).toBe(0)
  })

  it('says which instances it cannot judge while a node is dead', () => {
    const lab = sitting()
    lab.power('nodeC', 'off')
    lab.wait(60)
    const { output, exit } = lab.on('nodeA', 'gnt-cluster verify-disks')
    expect(exit).toBe(1)
    expect(output.replace(/[-0-9a-f]{36}/, 'UUID')).toBe(`Submitted jobs 2
Waiting for job 2 ...
Error gathering data on node UUID: Error 7: Failed connect to 10.10.0.13:1811; No route to host
You need to fix these nodes first before fixing instances
Instance debianY cannot be verified as it lives on broken nodes
You need to replace or recreate disks for all the above instances if this message persists after fixing broken nodes.
`)
  })

  it('activates what a reboot has left inactive, and then nothing is left to do', () => {
    const lab = sitting({ release: '3.0' })
    lab.power('nodeC', 'off')
    lab.wait(5)
    lab.power('nodeC', 'on')
    lab.wait(60)
    const first = lab.on('nodeA', 'gnt-cluster verify-disks')
    expect(first.output).toContain("Activating disks for instance 'debiany'\n")
    expect(first.exit).toBe(0)
    lab.wait(120)
    expect(lab.on('nodeA', 'gnt-cluster verify-disks').output).toContain('No disks need')
  })
})
