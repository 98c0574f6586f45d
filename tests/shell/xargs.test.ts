import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

test.each([
  ['echo a b c | xargs', 'a b c\n'],
  ['echo a b c | xargs -n 2 echo x', 'x a b\nx c\n'],
  ['printf "a b\\nc\\n" | xargs -I{} echo [{}]', '[a b]\n[c]\n'],
  ['printf "a b\\nc d\\n" | xargs -L1 echo', 'a b\nc d\n'],
  ['echo "\'a b\' c" | xargs -n1 echo', 'a b\nc\n'],
  ['printf a,b | xargs -d, -n1 echo', 'a\nb\n'],
  ['echo | xargs -r echo never', ''],
  ['echo | xargs echo once', 'once\n'],
])('%s', (line, output) => {
  expect(sitting().type(line).output).toBe(output)
})

test('xargs asks Ganeti about each name that it is handed', () => {
  const { type } = sitting()
  const names = type('gnt-node list --no-headers -o name').output.trim().split('\n')
  expect(
    type('gnt-node list --no-headers -o name | xargs -n1 gnt-node list --no-headers -o name')
      .output.trim()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual(names.map((name) => name.trim()))
})

test('xargs says that one of its commands failed', () => {
  const { type } = sitting()
  expect(type('echo 1 2 | xargs -n1 test 1 -eq').exit).toBe(123)
  expect(type('echo 1 | xargs frobnicate').exit).toBe(127)
  expect(type('echo 1 | xargs -n x echo')).toMatchObject({ exit: 1 })
})

test('xargs reads what is typed until Ctrl-D', () => {
  const { enter, key, text } = sitting()
  enter('xargs echo')
  enter('a b')
  enter('c')
  key('end-of-file')
  expect(text('stdout')).toBe('a b c\n')
})

test('free shows what instances leave of the memory', () => {
  const { type } = sitting()
  const cells = (line: string | undefined) => (line ?? '').trim().split(/\s+/).slice(1).map(Number)
  const before = cells(type('free -m', '', 'nodeA').output.split('\n')[1])
  expect(before[0]).toBe((before[1] ?? 0) + (before[2] ?? 0))
  const [instance = ''] = type(
    'gnt-instance list --no-headers -o name -F \'pnode=="nodeA.virt.nsrc.org" and status=="running"\'',
  ).output.split('\n')
  type(`gnt-instance shutdown ${instance}`)
  const after = cells(type('free -m', '', 'nodeA').output.split('\n')[1])
  expect(after[2]).toBeGreaterThan(before[2] ?? 0)
  expect(type('free -h').output).toMatch(/^Mem: +\d[\d.]*[GM]i /m)
})
