import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const THREE = { release: '3.0' } as const

/** Takes the cluster apart until the master is alone. */
function emptied() {
  const lab = sitting(THREE)
  for (const name of ['debianx', 'debiany', 'debianz'])
    lab.on('nodeA', `gnt-instance remove -f ${name}`)
  lab.on('nodeA', 'gnt-node remove nodeb')
  lab.on('nodeA', 'gnt-node remove nodec')
  return lab
}

describe('gnt-cluster destroy', () => {
  it('refuses without --yes-do-it, and while there are other nodes or instances', () => {
    const lab = sitting(THREE)
    expect(lab.on('nodeA', 'gnt-cluster destroy').output).toBe(
      'Destroying a cluster is irreversible. If you really want destroy this cluster, supply the --yes-do-it option.\n',
    )
    expect(lab.on('nodeA', 'gnt-cluster destroy --yes-do-it').output).toContain(
      'There are still 2 node(s) in this cluster.',
    )
  })

  it('leaves a machine on which a cluster can be founded', { timeout: 20_000 }, () => {
    const lab = emptied()
    const facts = lab.on('nodeA', 'gnt-cluster info').output
    const [, netdev] = /master netdev: (\S+)/.exec(facts) ?? []
    const [, group] = /lvm volume group: (\S+)/.exec(facts) ?? []
    expect(lab.on('nodeA', 'gnt-cluster destroy --yes-do-it')).toMatchObject({
      output: '',
      exit: 0,
    })
    expect(lab.on('nodeA', 'gnt-node list').output).toContain('Cluster not initialized')
    expect(lab.on('nodeA', 'ps ax -o args | grep [g]aneti-').output).toBe('')
    const init = `gnt-cluster init --vg-name ${group} --master-netdev ${netdev} --nic-parameters link=${netdev} --enabled-hypervisors=kvm,fake --candidate-pool-size 3`
    expect(lab.on('nodeA', `${init} inst2`)).toMatchObject({ output: '', exit: 0 })
    const now = lab.on('nodeA', 'gnt-cluster info').output
    expect(now).toMatch(/^Cluster name: inst2/)
    expect(now).toContain('Enabled hypervisors: kvm, fake')
    expect(now).toContain('candidate pool size: 3')
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o id,summary').output).toMatch(
      /^ *1 CLUSTER_POST_INIT$/m,
    )
    expect(lab.on('nodeA', 'gnt-node add nodeb', 'yes', 'yes').exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-node list --no-headers -o name').output.split('\n')).toHaveLength(3)
  })
})

describe('gnt-cluster init', () => {
  it('refuses what a real one refuses, before it changes anything', () => {
    const lab = emptied()
    const [, netdev] = /master netdev: (\S+)/.exec(lab.on('nodeA', 'gnt-cluster info').output) ?? []
    const said = (node: string, rest: string) => lab.on(node, `gnt-cluster init ${rest}`).output
    const fake = `--master-netdev ${netdev} --enabled-hypervisors=fake`
    expect(said('nodeA', 'foo')).toContain('Cluster is already initialised')
    expect(said('nodeB', `${fake} nosuchname`)).toContain(
      'The given name (nosuchname) does not resolve: Name or service not known',
    )
    expect(said('nodeB', `${fake} nodea`)).toContain('Cluster IP already active')
    expect(said('nodeB', `--vg-name nosuch ${fake} inst2`)).toContain(
      "Error: volume group 'nosuch' missing",
    )
    expect(said('nodeB', '--enabled-hypervisors=bogus inst2')).toContain(
      "Enabled hypervisors contains invalid entries: {'bogus'}",
    )
    expect(said('nodeB', `-H kvm:boot_order=network ${fake} inst2`)).toContain(
      'does not simulate it yet',
    )
    expect(lab.on('nodeB', 'gnt-node list').output).toContain('Cluster not initialized')
  })

  it('takes settings that gnt-cluster info shows', () => {
    const lab = emptied()
    const facts = lab.on('nodeA', 'gnt-cluster info').output
    const [, netdev] = /master netdev: (\S+)/.exec(facts) ?? []
    const [, group] = /lvm volume group: (\S+)/.exec(facts) ?? []
    lab.on('nodeA', 'gnt-cluster destroy --yes-do-it')
    const options = `--vg-name ${group} --master-netdev ${netdev} --nic-parameters link=${netdev} --enabled-hypervisors=kvm --drbd-usermode-helper /sbin/helper --uid-pool 5000-5010 --install-image /srv/image --user-shutdown yes`
    expect(lab.on('nodeA', `gnt-cluster init ${options} inst2`).exit).toBe(0)
    const now = lab.on('nodeA', 'gnt-cluster info').output
    for (const line of [
      'drbd usermode helper: /sbin/helper',
      'uid pool: 5000-5010',
      'install image: /srv/image',
      'user shutdown: True',
    ])
      expect(now).toContain(line)
  })
})

describe('gnt-cluster rename', () => {
  it('gives the cluster another name, and the master another address', () => {
    const lab = sitting(THREE)
    expect(lab.on('nodeA', 'gnt-cluster rename -f inst1').output).toMatch(
      /^Cluster renamed from '\S+' to 'inst1\S*'\n$/,
    )
    expect(lab.on('nodeB', 'cat /var/lib/ganeti/ssconf_cluster_name').output).toMatch(/^inst1/)
    const [, address] = /\binet (\S+)\/32/.exec(lab.on('nodeA', 'ip addr show').output) ?? []
    expect(lab.on('nodeB', 'cat /var/lib/ganeti/ssconf_master_ip').output.trim()).toBe(address)
  })

  it('refuses the name it has, one without an address, and one whose address answers', () => {
    const lab = sitting(THREE)
    const name = lab.on('nodeA', 'cat /var/lib/ganeti/ssconf_cluster_name').output.trim()
    const said = (word: string) => lab.on('nodeA', `gnt-cluster rename -f ${word}`).output
    expect(said(name)).toContain('Neither the name nor the IP address of the cluster has changed')
    expect(said('nosuchname')).toContain('does not resolve')
    expect(said('nodeb')).toMatch(/The given cluster IP address \(\S+\) is reachable/)
  })
})
