import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { nodesIn } from '../../support/nodes.ts'
import { RECORDED, said } from '../../support/recorded.ts'

/** Outputs recorded on a real Ganeti 3.0.2 cluster of three nodes; dates are left out. */

const [A, , C] = nodesIn('3.0')

const refused = (errorClass: string, text: string): string =>
  `Failure: prerequisites not met for this operation:\nerror type: ${errorClass}, error details:\n${text}\n`

/** A cluster with spare volumes on nodea, and a way to make an instance there. */
const spare = () => {
  const s = sitting(RECORDED)
  s.on('nodea', 'lvcreate -L 1G -n spare ganeti')
  s.on('nodea', 'lvcreate -L 2G -n spare2 ganeti')
  const add = (line: string) =>
    s.on('nodea', `gnt-instance add -o noop --no-name-check --no-ip-check ${line}`)
  return { ...s, add }
}

describe('add --disk adopt', () => {
  it('takes over a volume under a new name, with its size, and installs nothing', () => {
    const { add, on } = spare()
    const { output } = add('-t plain --disk 0:adopt=spare2,name=x,mode=ro -n nodea d1')
    expect(said(output)).toEqual([
      '* disk 0, size 2.0G',
      'adding instance d1 to cluster config',
      'adding disks to cluster config',
      ' - INFO: Waiting for instance d1 to sync disks',
      " - INFO: Instance d1's disks are in sync",
      ' - INFO: Waiting for instance d1 to sync disks',
      " - INFO: Instance d1's disks are in sync",
      '* starting instance...',
    ])
    const volumes = on('nodea', 'lvs --noheadings -o lv_name').output
    expect(volumes).not.toContain('spare2')
    expect(volumes).toContain('spare')
    expect(on('nodea', 'gnt-instance info d1').output).toMatch(/access mode: ro[\s\S]*name: x/)
  })

  it.each([
    [
      '-t plain --disk 0:adopt=nosuch -n nodea',
      'wrong_input',
      'Missing logical volume(s): ganeti/nosuch',
    ],
    [
      '-t plain --disk 0:adopt=spare -n nodeb',
      'wrong_input',
      'Missing logical volume(s): ganeti/spare',
    ],
    [
      '-t plain --disk 0:adopt=spare,vg=nosuch -n nodea',
      'wrong_input',
      'Missing logical volume(s): nosuch/spare',
    ],
    [
      '-t plain --disk 0:adopt=spare,size=1g -n nodea',
      'wrong_input',
      "Only one of 'size' and 'adopt' allowed (disk 0)",
    ],
    [
      '-t plain --disk 0:adopt=spare,spindles=1 -n nodea',
      'wrong_input',
      'spindles is not a valid option when adopting a disk',
    ],
    [
      '-t drbd --disk 0:adopt=spare -n nodea:nodeb',
      'wrong_input',
      "Disk adoption is not supported for the 'drbd' disk template",
    ],
    [
      '-t plain --disk 0:adopt=spare -I hail',
      'wrong_input',
      'Disk adoption not allowed with an iallocator script',
    ],
    [
      '-t plain --disk 0:adopt=spare --disk 1:size=1g -n nodea',
      'wrong_input',
      'Either all disks are adopted or none is',
    ],
    [
      '-t plain --disk 0:adopt=spare --disk 1:adopt=spare -n nodea',
      'wrong_input',
      'Duplicate volume names given for adoption',
    ],
  ])('refuses %s', (options, errorClass, text) => {
    expect(spare().add(`${options} d1`).stderr).toBe(refused(errorClass, text))
  })

  it('refuses the volume of another instance', () => {
    const { add, on } = spare()
    const [volume = ''] =
      /\S+\.disk0(?=\s)/.exec(on('nodeb', 'lvs --noheadings -o lv_name').output) ?? []
    expect(add(`-t plain --disk 0:adopt=${volume} -n nodeb d1`).stderr).toBe(
      refused('resource_not_unique', `LV named ganeti/${volume} used by another instance`),
    )
  })
})

describe('options of gnt-instance add', () => {
  it.each([
    [
      '-t plain --disk 0:size=1g,vg=nosuch -n nodea',
      refused(
        'environment_error',
        `Can't compute free disk space on node ${A} for vg nosuch, result was 'None'`,
      ),
    ],
    [
      '-t plain --disk 0:size=1g,spindles=2 -n nodea',
      refused(
        'wrong_input',
        'Spindles in instance disks cannot be specified when exclusive storage is not active',
      ),
    ],
    ['-t plain --disk 0:size=1g,bogus=2 -n nodea', "Parameter Error: Unknown parameter 'bogus'\n"],
    [
      '-t plain --disk 0:size=1g,name=a --disk 1:size=1g,name=a -n nodea',
      refused('resource_not_unique', "disk name 'a' already used"),
    ],
    [
      '-t plain -s 1g -H fake:kernel_path=/x -n nodea',
      "Unhandled Ganeti error: Parameter 'kernel_path' is not supported\n",
    ],
    ['-t plain -s 1g -H fake:bogus=/x -n nodea', "Parameter Error: Unknown parameter 'bogus'\n"],
    ['-t plain -s 1g -c yes -n nodea', refused('unknown_entity', "Network '' not found")],
    [
      '-t plain -s 1g -g nosuch',
      refused(
        'insufficient_resources',
        "Can't compute nodes using iallocator 'hail': Request failed: Wrong number of elems found with name nosuch",
      ),
    ],
    [
      '-t plain -s 1g --opportunistic-locking -n nodea',
      refused(
        'wrong_input',
        'Opportunistic locking is only available in combination with an instance allocator',
      ),
    ],
    [
      '-t plain -s 1g --commit --forthcoming -n nodea',
      refused(
        'wrong_input',
        'Creating an instance only forthcoming and commiting it are mutally exclusive',
      ),
    ],
  ])('refuses %s', (options, text) => {
    expect(spare().add(`${options} d3`).stderr).toBe(text)
  })

  it('gives the instance its own parameters of hypervisor and OS', () => {
    const { on } = sitting({ release: '3.0' })
    const line =
      'gnt-instance add -t plain -s 1g -o debootstrap+default -O dhcp=yes -H kvm:vnc_bind_address=0.0.0.0 --no-start --no-name-check --no-ip-check -n nodeB p1'
    expect(on('nodeA', line).exit).toBe(0)
    const info = on('nodeA', 'gnt-instance info p1').output
    expect(info).toContain('    dhcp: yes\n')
    expect(info).toContain('    vnc_bind_address: 0.0.0.0\n')
  })

  it('chooses only among the nodes of a group', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-group add far')
    on('nodea', 'gnt-instance remove -f debiany')
    on('nodea', 'gnt-group assign-nodes far nodec')
    const line =
      'gnt-instance add -t plain -s 1g -o noop -g default --no-start --no-name-check --no-ip-check g1'
    expect(said(on('nodea', line).output)[0]).toBe(
      ` - INFO: Selected nodes for instance g1 via iallocator hail: ${A}`,
    )
  })
})

describe('gnt-instance batch-create -I', () => {
  const definition = (name: string, size: number | string, template = 'plain') => ({
    instance_name: name,
    mode: 'create',
    disk_template: template,
    disks: [{ size }],
    nics: [{}],
    os_type: 'noop',
    hypervisor: 'fake',
    beparams: { memory: 128 },
    name_check: false,
    ip_check: false,
    start: false,
  })
  const batch = (...definitions: object[]) => {
    const s = sitting(RECORDED)
    s.on('nodea', `echo '${JSON.stringify(definitions)}' > /tmp/b.json`)
    return {
      ...s,
      create: (options: string) =>
        s.on('nodea', `gnt-instance batch-create ${options} /tmp/b.json`),
    }
  }

  it('lets the allocator choose the nodes of all instances at once', () => {
    const { create, on } = batch(definition('i1', 1024), definition('i2', 1024, 'drbd'))
    const { output, exit } = create('-I hail')
    expect(exit).toBe(0)
    expect(said(output)).toContain('All instances created successfully.')
    const list = on('nodea', 'gnt-instance list --no-headers -o name,pnode i1 i2').output
    expect(list).toBe(`i1 ${C}\ni2 ${C}\n`)
  })

  it('refuses what fits nowhere, and sizes with a unit', () => {
    expect(batch(definition('i1', 102400)).create('-I hail').stderr).toBe(
      refused(
        'insufficient_resources',
        "Can't compute nodes using iallocator 'hail': Request failed: Group default (preferred): No valid allocation solutions, failure reasons: FailDisk: 3",
      ),
    )
    expect(batch(definition('i1', '1G')).create('').stderr).toBe(
      refused('wrong_input', "Invalid disk size '1G'"),
    )
  })

  it('only submits where it is told to', () => {
    const { create } = batch(definition('i1', 1024))
    expect(create('--submit').output).toMatch(/^JobID: \d+\n$/)
  })
})
