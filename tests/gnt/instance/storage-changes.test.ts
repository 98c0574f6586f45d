import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { nodesIn } from '../../support/nodes.ts'
import { RECORDED, said } from '../../support/recorded.ts'

/** Outputs recorded on a real Ganeti 3.0.2 cluster of three nodes; dates are left out. */

const [A, B, C] = nodesIn('3.0')
const EFFECT =
  "Please don't forget that most parameters take effect only at the next (re)start of the instance initiated by ganeti; restarting from within the instance will not be enough."

/** A cluster with stopped instances, and a way to change one of them. */
const stopped = (...names: string[]) => {
  const s = sitting(RECORDED)
  for (const name of names) s.on('nodea', `gnt-instance shutdown ${name}`)
  const modify = (line: string) => s.on('nodea', `gnt-instance modify ${line}`)
  const list = (fields: string, name: string) =>
    s.on('nodea', `gnt-instance list --no-headers --separator=/ -o ${fields} ${name}`).output.trim()
  return { ...s, modify, list }
}

const refused = (errorClass: string, text: string): string =>
  `Failure: prerequisites not met for this operation:\nerror type: ${errorClass}, error details:\n${text}\n`

describe('modify -t', () => {
  it('copies disks into files, and removes the volumes', () => {
    const { modify, list, on } = stopped('debianz')
    expect(said(modify('-t file debianz').output)).toEqual([
      "Converting disk template from 'plain' to 'file'",
      "Generating new 'file' disk template...",
      '* disk 0, size 1.0G',
      "Creating new empty disks of type 'file'...",
      "Populating the new empty disks of type 'file'...",
      ' - copying data from disk 0 (plain), size 1.0G',
      'Detaching old disks (plain) from the instance and removing them from cluster config',
      'Adding new disks (file) to cluster config and attaching them to the instance',
      ' - INFO: Waiting for instance debianz to sync disks',
      " - INFO: Instance debianz's disks are in sync",
      "Removing old block devices of type 'plain'...",
      'Modified instance debianz',
      ' - disk_template -> file',
      EFFECT,
    ])
    expect(list('disk_template,disk.sizes', 'debianz')).toBe('file/1024')
    expect(on('nodeb', 'lvs --noheadings -o lv_name').output).not.toMatch(/\.disk0$/m)
    expect(on('nodea', 'gnt-instance info debianz').output).toMatch(
      /\/srv\/ganeti\/file-storage\/debianz\/[0-9a-f-]{36}\.file\.disk0/,
    )
  })

  it.each([
    ['2.11', 'Converting template to plain', 'Converting template to drbd'],
    ['2.12', 'Converting template to plain', 'Converting template to drbd'],
    [
      '3.0',
      "Converting disk template from 'drbd' to 'plain'",
      "Converting disk template from 'plain' to 'drbd'",
    ],
  ] as const)('announces in the words of %s', (release, there, back) => {
    const { on } = sitting({ release })
    const modify = (line: string) => said(on('nodeA', `gnt-instance modify -t ${line}`).output)[0]
    on('nodeA', 'gnt-instance shutdown dX')
    expect(modify('plain dX')).toBe(there)
    expect(modify('drbd -n nodeB dX')).toBe(back)
  })

  it('copies mirrors into files and back, and starts from them', () => {
    const { modify, list, on } = stopped('debianx')
    expect(modify('-t file debianx').exit).toBe(0)
    expect(on('nodea', 'cat /proc/drbd').output).not.toMatch(/^ 0:/m)
    const { output } = modify(`-t drbd -n nodec debianx`)
    expect(said(output).slice(0, 5)).toEqual([
      "Converting disk template from 'file' to 'drbd'",
      "Generating new 'drbd' disk template...",
      "Creating new empty disks of type 'drbd'...",
      "Populating the new empty disks of type 'drbd'...",
      ' - copying data from disk 0 (file), size 1.0G',
    ])
    expect(list('disk_template,pnode,snodes', 'debianx')).toBe(`drbd/${A}/${C}`)
    expect(on('nodea', 'gnt-instance start debianx').exit).toBe(0)
    expect(on('nodea', 'gnt-cluster verify').exit).toBe(0)
  })

  it('leaves the instance as it was where the copy fails', () => {
    const { modify, list, ask } = stopped('debianz')
    modify('-t file debianz')
    ask({ fault: { disk: 'nodeb', is: 'failed' } })
    const { stderr, exit } = modify('-t plain debianz')
    expect(exit).toBe(1)
    expect(stderr).toContain('Failure: ')
    expect(list('disk_template', 'debianz')).toBe('file')
  })

  it('ignores a node that the new disks have no use for', () => {
    const { modify } = stopped('debianz')
    expect(said(modify('-t file -n nodec debianz').output)[0]).toBe(
      ' - WARNING: Changing the disk template to a non-mirrored one, the secondary node will be ignored',
    )
  })

  it.each([
    ['-t diskless', 'wrong_input', "Conversion to the 'diskless' disk template is not supported"],
    ['-t plain', 'wrong_input', 'Instance already has disk template plain'],
    [
      '-t sharedfile',
      'wrong_state',
      "Disk template 'sharedfile' is not enabled for this cluster (enabled templates: drbd, plain, diskless, file)",
    ],
    [
      '-t drbd -n nodeb',
      'wrong_state',
      `Given new secondary node ${B} is the same as the primary node of the instance`,
    ],
  ])('refuses %s', (options, errorClass, text) => {
    expect(stopped('debianz').modify(`${options} debianz`).stderr).toBe(refused(errorClass, text))
  })

  it('says in the client which options a conversion lacks or has too many', () => {
    const { modify } = stopped('debianz')
    expect(modify('-t ext debianz').stderr).toBe(
      "Provider option is missing, use either the '--ext-params' or '-e' option\n",
    )
    expect(modify('--file-storage-dir=x -t plain debianz').stderr).toBe(
      'Specifying file-based configuration arguments requires converting to a file-based disk template\n',
    )
  })

  it('knows only one pair of templates in 2.11', () => {
    const { on } = sitting({ templates: ['drbd', 'plain', 'file'] })
    on('nodeA', 'gnt-instance shutdown debianZ')
    on(
      'nodeA',
      'gnt-cluster modify --enabled-disk-templates=drbd,plain,file --ipolicy-disk-templates=drbd,plain,file',
    )
    expect(on('nodeA', 'gnt-instance modify -t file debianZ').stderr).toContain(
      'Unsupported disk template conversion from plain to file',
    )
  })
})

describe('modify --new-primary', () => {
  it('writes another primary for a stopped instance, and moves nothing', () => {
    const { modify, list, on } = stopped('debianz')
    const { output, exit } = modify('--new-primary nodec debianz')
    expect([output, exit]).toEqual(['', 0])
    expect(list('pnode', 'debianz')).toBe(C)
    expect(on('nodeb', 'lvs --noheadings -o lv_name').output).toContain('.disk0')
    expect(on('nodea', 'gnt-instance start debianz').exit).toBe(1)
  })

  it('refuses while the instance runs, and a node that no one knows', () => {
    const { modify } = stopped()
    expect(modify('--new-primary nodec debianz').stderr).toBe(
      refused('wrong_state', `Instance is still running on ${B}`),
    )
    expect(modify('--new-primary nosuch debianz').stderr).toBe(
      refused('unknown_entity', "Node 'nosuch' not known"),
    )
  })
})

describe('modify --disk detach and attach', () => {
  it('leaves a detached disk on its node, where verify finds a volume of no one', () => {
    const { modify, list, on } = stopped('debianz')
    expect(modify('--disk detach debianz').output).toContain(' - disk/0 -> detach\n')
    expect(list('disk_template', 'debianz')).toBe('diskless')
    expect(on('nodea', 'gnt-cluster verify').output).toMatch(
      /- WARNING: node nodeb\S+: volume ganeti\/\S+\.disk0 is unknown/,
    )
    expect(modify('--disk 0:detach debianz').stderr).toBe(
      'Failure: command execution error:\nlist index out of range\n',
    )
  })

  it('gives the disk back by its name, with what it holds', () => {
    const { modify, list, on } = stopped('debianz')
    modify('--disk 0:name=sys debianz')
    modify('--disk sys:detach debianz')
    expect(modify('--disk attach:name=sys debianz').output).toContain(
      ' - disk/0 -> attach:size=1024,mode=rw\n',
    )
    expect(list('disk_template,disk.names', 'debianz')).toBe("plain/['sys']")
    expect(on('nodea', 'gnt-cluster verify').output).not.toContain('is unknown')
    expect(on('nodea', 'gnt-instance start debianz').exit).toBe(0)
  })

  it('keeps minors and ports of a detached mirror, and attaches it to its nodes only', () => {
    const { modify, on } = stopped('debianx')
    modify('--disk 0:name=mir debianx')
    modify('--disk mir:detach debianx')
    expect(on('nodea', 'cat /proc/drbd').output).not.toMatch(/^ 0:/m)
    on('nodea', 'gnt-instance shutdown debianz')
    expect(modify('--disk attach:name=mir debianz').stderr).toBe(
      refused('wrong_input', "Instance has 'plain' template while disk has 'drbd' template"),
    )
    modify('--disk detach debianz')
    expect(modify('--disk attach:name=mir debianz').exit).toBe(0)
    expect(on('nodea', 'gnt-instance list --no-headers -o pnode,snodes debianz').output).toBe(
      `${B} ${A}\n`,
    )
  })

  it.each([
    ['attach', 'Only one argument is permitted in attach op, either name or uuid'],
    ['attach:name=a,uuid=b', 'Only one argument is permitted in attach op, either name or uuid'],
    ['0:attach,uuid=nosuch', 'No disk was found with this UUID: nosuch'],
    ['attach:name=nosuch', 'No disk was found with this name: nosuch'],
  ])('refuses %s', (disk, text) => {
    expect(stopped('debianz').modify(`--disk ${disk} debianz`).stderr).toBe(
      refused('wrong_input', text),
    )
  })

  it('reads the words as names of disks in 2.11', () => {
    const { on } = sitting()
    expect(on('nodeA', 'gnt-instance modify --disk detach debianZ').stderr).toContain(
      'Cannot find disk with identifier detach',
    )
  })
})

describe('modify --hotplug', () => {
  const WHY = 'Hotplug is not supported: Hotplug is not supported by this hypervisor'

  it('is refused by a hypervisor without it, or done later where that will do', () => {
    const { modify } = stopped()
    expect(modify('--disk add:size=1g --hotplug debianz').stderr).toBe(
      refused('wrong_state', `Hotplug is not possible: ${WHY}: ${WHY}`),
    )
    expect(
      said(modify('--disk add:size=1g --hotplug-if-possible debianz').output).slice(0, 2),
    ).toEqual([` - WARNING: ${WHY}`, ' - INFO: Modification will take place without hotplugging.'])
  })

  it('gives a running KVM guest its disk at once, and takes one away', () => {
    const { on } = sitting({ release: '3.0' })
    const added = on('nodeA', 'gnt-instance modify --disk add:size=1g --hotplug debianz').output
    expect(said(added)).toContain(' - INFO: Hotplug done.')
    expect(added).toContain(' - disk/1 -> hotplug:done\n')
    const removed = on('nodeA', 'gnt-instance modify --disk 1:remove --hotplug debianz')
    expect(removed.output).toContain(' - disk/1 -> remove\n - disk/1 -> hotplug:done\n')
    expect(on('nodeA', 'gnt-instance list --no-headers -o disk.count debianz').output).toBe('1\n')
  })

  it('asks before it takes out a network card to change it', () => {
    const { on } = sitting({ release: '3.0' })
    const { output, exit } = on(
      'nodeA',
      'gnt-instance modify --net 0:ip=10.0.0.9 --hotplug debianz',
      'n',
    )
    expect(output).toContain('You are about to hot-modify a NIC.')
    expect(exit).toBe(1)
  })
})

describe('modify -O and --os-parameters-private', () => {
  it('asks the nodes for the parameters, and takes one back', () => {
    const { modify, list } = stopped('debianz')
    expect(modify('-O nosuch=yes debianz').stderr).toBe(
      `Failure: command execution error:\nOS Parameters validation failed on node ${B}: The following parameters are not supported by the OS debootstrap: nosuch\n`,
    )
    modify('-O dhcp=no,filesystem=ext4 debianz')
    modify('-O dhcp=default debianz')
    expect(list('osparams', 'debianz')).toBe("{'filesystem': 'ext4'}")
  })

  it('shows no private value, and exports it', () => {
    const { modify, on } = stopped('debianz')
    expect(modify('--os-parameters-private dhcp=secret debianz').output).toContain(
      " - os_private/dhcp -> Private(?, descr='dhcp')\n",
    )
    on('nodea', 'gnt-backup export -n nodea debianz')
    expect(on('nodea', 'cat /var/lib/ganeti/export/debianz/config.ini').output).toContain(
      '[os_private]\ndhcp = secret\n',
    )
  })
})

it('a change of a disk does not judge backend parameters that break a later policy', () => {
  const { type } = sitting({ release: '3.0' })
  type('gnt-cluster modify -B vcpus=0')
  expect(type('gnt-instance modify --disk 0:name=data debianZ').output).toContain(
    'Modified instance debianZ',
  )
  expect(type('gnt-instance modify -B memory=128 debianZ').output).toContain(
    'cpu-count value 0 is not in range [1, 8]',
  )
})
