import { expect, test } from 'vitest'
import { cluster } from './door.ts'

test('lvremove removes a volume that nothing uses, and asks before it does', () => {
  const { type, on } = cluster()
  expect(type('lvcreate -L 100m -n spare ganeti').output).toBe(
    '  Logical volume "spare" created.\n',
  )
  expect(type('gnt-cluster verify').output).toContain('volume ganeti/spare is unknown')
  expect(type('lvremove ganeti/spare', 'n\n')).toMatchObject({
    output:
      'Do you really want to remove active logical volume ganeti/spare? [y/n]: n\n' +
      '  Logical volume ganeti/spare not removed\n',
    exit: 5,
  })
  expect(type('lvremove -f /dev/ganeti/spare')).toMatchObject({
    output: '  Logical volume "spare" successfully removed\n',
    exit: 0,
  })
  expect(type('gnt-cluster verify').output).not.toContain('is unknown')
  expect(on('nodeB', 'lvremove -f ganeti/spare').stderr).toBe(
    '  Failed to find logical volume "ganeti/spare"\n',
  )
  expect(type('lvremove -f other/spare').exit).toBe(5)
})

test('lvremove leaves the disks of what runs alone', () => {
  const { type } = cluster()
  const before = type('lvs --noheadings -o lv_name').output
  const { stderr, exit } = type('lvremove -f ganeti')
  expect(stderr).toMatch(/^(?: {2}Logical volume ganeti\/\S+ in use\.\n)+$/)
  expect(exit).toBe(5)
  expect(type('lvs --noheadings -o lv_name').output).toBe(before)
})

test('lvcreate makes whole extents, once, and no more than fits', () => {
  const { type } = cluster()
  type('lvcreate -L 101m -n spare ganeti')
  expect(type('lvs --noheadings -o lv_name,lv_size').output).toMatch(/spare +104\.00m/)
  expect(type('lvcreate -L 1m -n spare ganeti').stderr).toContain('already exists')
  expect(type('lvcreate -L 500g -n huge ganeti').stderr).toMatch(
    /has insufficient free space \(\d+ extents\): 128000 required\./,
  )
  expect(type('lvcreate spare').exit).toBe(3)
})
