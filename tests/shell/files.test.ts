import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

const run = (line: string) => sitting({ release: '3.0' }).on('nodeA', line)

test.each([
  ['echo hi > /tmp/a; cp /tmp/a /tmp/b; cat /tmp/b', 'hi\n', 0],
  ['cp /nosuch /tmp/b', "cp: cannot stat '/nosuch': No such file or directory\n", 1],
  ['cp /tmp /root/b', "cp: -r not specified; omitting directory '/tmp'\n", 1],
  ['cp a', "cp: missing destination file operand after 'a'\n", 1],
  ['cd /tmp; echo hi > a; mv a b; ls', 'b\n', 0],
  ['cd /tmp; touch a b; ls', 'a  b\n', 0],
  ['echo hi > /tmp/a; cp /tmp/a /tmp/a', "cp: '/tmp/a' and '/tmp/a' are the same file\n", 1],
  ['echo hi > /tmp/a; scp /tmp/a nodeB:/tmp/; ssh nodeB cat /tmp/a', 'hi\n', 0],
  [
    'echo hi > /tmp/a; scp /tmp/a nosuch:',
    'ssh: Could not resolve hostname nosuch: Name or service not known\nscp: Connection closed\n',
    1,
  ],
])('%s', (line, output, exit) => {
  expect(run(line)).toMatchObject({ output, exit })
})

test.each([
  ['test -e /etc/hosts', 0],
  ['test -d /etc/hosts', 1],
  ['[ -d /tmp ]', 0],
  ['[ ! -f /nosuch ]', 0],
  ['[ a = a ]', 0],
  ['[ a != a ]', 1],
  ['[ 2 -lt 10 ]', 0],
  ['[ 2 -lt 10 -a 3 -gt 4 ]', 1],
  ['[ 2 -lt 1 -o 3 -gt 2 ]', 0],
  ['[ -n "" ]', 1],
  ['test', 1],
])('%s ends with %i', (line, exit) => {
  expect(run(line)).toMatchObject({ output: '', exit })
})

test.each([
  ['[ 1 -eq 1', "bash: [: missing `]'\n"],
  ['[ a -eq 1 ]', 'bash: [: a: integer expression expected\n'],
  ['test a b', 'bash: test: a: unary operator expected\n'],
])('%s is a misuse', (line, output) => {
  expect(run(line)).toMatchObject({ output, exit: 2 })
})

test.each([
  ["printf 'a\\tb\\n'", 'a\tb\n'],
  ["printf '%s is %03d\\n' x 7 y 8", 'x is 007\ny is 008\n'],
  ["printf '%5s|%-5s|\\n' a b", '    a|b    |\n'],
  ['seq 3', '1\n2\n3\n'],
  ['seq 2 2 6', '2\n4\n6\n'],
  ['seq -w 9 10', '09\n10\n'],
  ['for n in $(seq 2); do echo n$n; done', 'n1\nn2\n'],
])('%s', (line, output) => {
  expect(run(line)).toMatchObject({ output, exit: 0 })
})

test('a copy to a node that is off ends as ssh does', () => {
  const s = sitting({ release: '3.0' })
  s.power('nodeB', 'off')
  s.on('nodeA', 'echo hi > /tmp/a')
  expect(s.on('nodeA', 'scp /tmp/a nodeB:/tmp/a')).toMatchObject({
    output: 'ssh: connect to host nodeB port 22: No route to host\nscp: Connection closed\n',
    exit: 1,
  })
})
