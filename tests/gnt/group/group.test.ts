import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const members = 'gnt-group list --no-headers --separator=" " -o name,node_cnt,pinst_cnt,serial_no'

describe('gnt-group', () => {
  it.each(RELEASES)('adds an empty group, renames and removes it, in %s', (release) => {
    const lab = sitting({ release })
    expect(lab.on('nodeA', 'gnt-group add grp2')).toMatchObject({ output: '', exit: 0 })
    expect(lab.on('nodeA', members).output).toBe('default 3 3 1\ngrp2 0 0 1\n')
    expect(lab.on('nodeA', 'gnt-group rename grp2 grp3')).toMatchObject({ output: '', exit: 0 })
    expect(lab.on('nodeA', members).output).toBe('default 3 3 1\ngrp3 0 0 2\n')
    expect(lab.on('nodeA', 'gnt-group remove grp3')).toMatchObject({ output: '', exit: 0 })
    expect(lab.on('nodeA', members).output).toBe('default 3 3 1\n')
  })

  it('does not use a name twice', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-group add grp2')
    const refusal = (text: string) =>
      `Failure: prerequisites not met for this operation:\nerror type: already_exists, error details:\n${text}`
    expect(normalise(lab.on('nodeA', 'gnt-group add grp2').output)).toBe(
      refusal("Desired group name 'grp2' already exists as a node group (UUID: <uuid>)"),
    )
    expect(normalise(lab.on('nodeA', 'gnt-group rename grp2 default').output)).toBe(
      refusal("Desired new name 'default' clashes with existing node group (UUID: <uuid>)"),
    )
  })

  it('moves a node only with --force when that splits a mirrored instance', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-group add grp2')
    expect(lab.on('nodeA', 'gnt-group assign-nodes grp2 nodec')).toMatchObject({
      output:
        'Failure: command execution error:\nThe following instances get split by this change and --force was not given: debiany\n',
      exit: 1,
    })
    const { output, exit } = lab.on('nodeA', 'gnt-group assign-nodes --force grp2 nodec')
    expect(normalise(output)).toBe(
      '<date>  - WARNING: This operation will split the following instances: debiany',
    )
    expect(exit).toBe(0)
    expect(lab.on('nodeA', members).output).toBe('default 2 3 2\ngrp2 1 0 2\n')
    const verified = lab.on('nodeA', 'gnt-cluster verify')
    expect(verified.output).toContain('Missing node locks for LV check: nodec.virt.nsrc.org')
    expect(verified.exit).toBe(1)
    // Back again it splits nothing any more.
    expect(lab.on('nodeA', 'gnt-group assign-nodes default nodec')).toMatchObject({
      output: '',
      exit: 0,
    })
  })

  it('has the files of each group compared with those of a node outside', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-instance remove -f debiany')
    lab.on('nodeA', 'gnt-group add grp2')
    lab.on('nodeA', 'gnt-group assign-nodes grp2 nodec')
    const { output } = lab.on('nodeA', 'gnt-cluster verify')
    expect(output.match(/\* Gathering information about the master node/g)).toHaveLength(2)
  })

  it('lets hail crash on a group whose instances have nodes in another', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-group add far')
    lab.on('nodeA', 'gnt-group assign-nodes --force far nodec')
    const add = 'gnt-instance add -t plain -s 1g -o debootstrap+default --no-name-check'
    const { output, exit } = lab.on('nodeA', `${add} --no-ip-check -g default web1`)
    expect(output).toBe(
      "Failure: command execution error:\nFailure while running the iallocator script: iallocator module 'hail' failed: exited with exit code 1, output 'hail: IntMap.!: key 1 is not an element of the map\nCallStack (from HasCallStack):\n  error, called at libraries/containers/containers/src/Data/IntMap/Internal.hs:619:17 in containers-0.6.4.1:Data.IntMap.Internal\n'\n",
    )
    expect(exit).toBe(1)
    expect(lab.on('nodeA', `${add} --no-ip-check web1`).exit).toBe(0)
  })

  it('removes no group with nodes', () => {
    const { output, exit } = sitting({ release: '3.0' }).on('nodeA', 'gnt-group remove default')
    expect(output).toContain("wrong_state, error details:\nGroup 'default' not empty, has the")
    expect(exit).toBe(1)
  })

  it.each([
    [
      '3.0',
      "Can't parse value for 'alloc_policy': Invalid string value for type AllocPolicy: \"x\"",
    ],
    ['2.11', "Parameter 'OP_GROUP_SET_PARAMS.alloc_policy' fails validation"],
  ] as const)('knows three policies of allocation, in %s', (release, text) => {
    const lab = sitting({ release })
    expect(lab.on('nodeA', 'gnt-group modify --alloc-policy=x default')).toMatchObject({ exit: 1 })
    expect(lab.on('nodeA', 'gnt-group modify --alloc-policy=x default').output).toContain(text)
    expect(lab.on('nodeA', 'gnt-group modify --alloc-policy=last_resort default').exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-group list --no-headers -o alloc_policy').output).toBe(
      'last_resort\n',
    )
  })

  it('shows what it changed of the parameters, and what is the own of the group', () => {
    const lab = sitting({ release: '3.0' })
    const line =
      'gnt-group modify --node-parameters spindle_count=3 -D drbd:resync-rate=1000 default'
    expect(lab.on('nodeA', line).output).toBe(
      "Modified node group default\n - ndparams -> {'spindle_count': 3}\n - diskparams -> {'drbd': {'resync-rate': 1000}}\n",
    )
    const { output } = lab.on('nodeA', 'gnt-group info default')
    expect(output).toContain('    spindle_count: 3\n')
    expect(output).toContain('      resync-rate: 1000\n')
    lab.on('nodeA', 'gnt-group modify --ipolicy-vcpu-ratio=2 default')
    expect(lab.on('nodeA', 'gnt-group info default').output).toContain('    vcpu-ratio: 2\n')
    lab.on('nodeA', 'gnt-group modify --ipolicy-vcpu-ratio=default default')
    expect(lab.on('nodeA', 'gnt-group info default').output).toContain('vcpu-ratio: default (4)')
  })

  it('holds instances to the bounds of their group', () => {
    const lab = sitting({ release: '3.0' })
    const bounds =
      'min:cpu-count=1,disk-count=1,disk-size=1024,memory-size=128,nic-count=0,spindle-use=1/max:cpu-count=2,disk-count=1,disk-size=2048,memory-size=512,nic-count=1,spindle-use=1'
    lab.on('nodeA', `gnt-group modify --ipolicy-bounds-specs ${bounds} default`)
    const line =
      'gnt-instance add -t plain -n nodeb.virt.nsrc.org -s 1G -B memory=1G -o debootstrap+default --no-name-check --no-ip-check new1'
    const { output, exit } = lab.on('nodeA', line)
    expect(output).toContain('violates policy: memory-size value 1024 is not in range [128, 512]')
    expect(exit).toBe(1)
    const byHail = lab.on('nodeA', line.replace('-n nodeb.virt.nsrc.org', '-I hail'))
    expect(byHail.exit).toBe(1)
    expect(lab.on('nodeA', line.replace('memory=1G', 'memory=256')).exit).toBe(0)
  })

  it.each([
    ['modify nowhere', "Node group 'nowhere' not found"],
    ['assign-nodes default nowhere', "Node 'nowhere' not known"],
    ['modify --node-parameters bogus=1 default', "Parameter Error: Unknown parameter 'bogus'"],
    ['modify -D plain:protocol=C default', 'Provided option keys not supported: plain/protocol'],
    ['modify --ipolicy-disk-templates rbd default', 'not enabled on the cluster: rbd'],
  ])('refuses %s', (args, text) => {
    const { output, exit } = sitting({ release: '3.0' }).on('nodeA', `gnt-group ${args}`)
    expect(output).toContain(text)
    expect(exit).toBe(1)
  })
})
