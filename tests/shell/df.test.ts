import { expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'

const lab = () => sitting({ release: '3.0' })

it('df shows how full the file systems of a node are, as the recorded one lays it out', () => {
  const at = lab()
  expect(at.on('nodeA', 'df -h /').output).toBe(
    'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1       4.0G   13M  4.0G   1% /\n',
  )
  expect(at.on('nodeA', 'df /var/log/ganeti').output).toBe(
    'Filesystem     1K-blocks  Used Available Use% Mounted on\n' +
      '/dev/vda1        4194304 12580   4181724   1% /\n',
  )
  expect(at.on('nodeA', 'df -hT').output).toMatch(
    /^Filesystem {5}Type {6}Size {2}Used Avail Use% Mounted on\nudev {11}devtmpfs /,
  )
})

it('df counts what exports and files take of the system disk', () => {
  const at = lab()
  const used = () => Number(at.on('nodeC', 'df / | tail -n 1').output.split(/ +/)[2])
  const before = used()
  at.on('nodeA', 'gnt-backup export -n nodeC debianz')
  expect(used()).toBe(before + 100 * 1024)
  at.on('nodeC', 'echo hello > /root/notes')
  expect(used()).toBe(before + 100 * 1024 + 4)
})

it('df finds no file system of a path that is not there', () => {
  expect(lab().on('nodeA', 'df -h /nosuch')).toMatchObject({
    output: 'df: /nosuch: No such file or directory\n',
    exit: 1,
  })
})
