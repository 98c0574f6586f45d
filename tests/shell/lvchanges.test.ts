import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

test('lvremove removes a volume that nothing uses, and asks before it does', () => {
  const { type, on } = sitting()
  expect(type('lvcreate -L 100m -n spare ganeti').output).toBe(
    '  Logical volume "spare" created.\n',
  )
  expect(type('gnt-cluster verify').output).toContain('volume ganeti/spare is unknown')
  expect(type('lvremove ganeti/spare', 'n')).toMatchObject({
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
  const { type } = sitting()
  const before = type('lvs --noheadings -o lv_name').output
  const { stderr, exit } = type('lvremove -f ganeti')
  expect(stderr).toMatch(/^(?: {2}Logical volume ganeti\/\S+ in use\.\n)+$/)
  expect(exit).toBe(5)
  expect(type('lvs --noheadings -o lv_name').output).toBe(before)
})

test('lvcreate makes whole extents, once, and no more than fits', () => {
  const { type } = sitting()
  type('lvcreate -L 101m -n spare ganeti')
  expect(type('lvs --noheadings -o lv_name,lv_size').output).toMatch(/spare +104\.00m/)
  expect(type('lvcreate -L 1m -n spare ganeti').stderr).toContain('already exists')
  expect(type('lvcreate -L 500g -n huge ganeti').stderr).toMatch(
    /has insufficient free space \(\d+ extents\): 128000 required\./,
  )
  expect(type('lvcreate spare').exit).toBe(3)
})

test('lvrename gives a volume another name, and says of what it does not', () => {
  const { type } = sitting()
  type('lvcreate -L 100m -n spare ganeti')
  type('lvcreate -L 100m -n other ganeti')
  const said = (args: string) => {
    const { output, exit } = type(`lvrename ${args}`)
    return `${exit}:${output}`
  }
  expect(said('ganeti spare new')).toBe('0:  Renamed "spare" to "new" in volume group "ganeti"\n')
  expect(said('/dev/ganeti/new spare')).toContain('0:  Renamed "new" to "spare"')
  expect(said('-t ganeti spare new')).toContain('TEST MODE')
  expect(type('lvs --noheadings -o lv_name').output).toMatch(/ spare/)
  expect(said('ganeti spare')).toBe('3:  Please provide a valid volume group name\n')
  expect(said('spare')).toBe('3:  Old and new logical volume names required\n')
  expect(said('ganeti spare spare')).toBe('3:  Old and new logical volume names must differ\n')
  expect(said('ganeti spare other')).toBe(
    '5:  Logical volume "other" already exists in volume group "ganeti"\n',
  )
  expect(said('ganeti gone new')).toBe(
    '5:  Existing logical volume "gone" not found in volume group "ganeti"\n',
  )
  expect(said('other spare new')).toContain('5:  Volume group "other" not found')
  expect(said('ganeti other/spare new')).toBe(
    '3:  Please use a single volume group name ("ganeti" or "other")\n',
  )
  expect(said('ganeti spare other/new')).toBe(
    '3:  Logical volume names must have the same volume group ("ganeti" or "other")\n',
  )
  expect(said('ganeti spare a,b')).toBe('3:  New logical volume name "a,b" is invalid\n')
  expect(said('ganeti spare snapshot1')).toContain('5:  Names starting "snapshot" are reserved.')
  expect(said('ganeti spare x_mimage')).toContain('5:  Names including "_mimage" are reserved.')
  expect(said(`ganeti spare ${'x'.repeat(120)}`)).toContain('exceeds maximum length of 114!')
})

test('a volume in use keeps serving under its new name', () => {
  const { type, on } = sitting()
  const volume = on('nodeB', 'lvs --noheadings -o lv_name').output.match(/\S+\.disk0(?=\s)/)?.[0]
  expect(on('nodeB', `lvrename ganeti ${volume} elsewhere`).exit).toBe(0)
  expect(type('gnt-instance list -o name,status debianZ').output).toMatch(/debianZ +running/)
  expect(on('nodeB', 'lvremove -f ganeti/elsewhere').stderr).toContain('in use')
  expect(on('nodeB', `lvrename ganeti elsewhere ${volume}`).exit).toBe(0)
  expect(type('gnt-cluster verify').output).not.toContain('ERROR')
})
