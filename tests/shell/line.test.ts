import { expect, test } from 'vitest'
import { globExpression } from '../../src/shell/line/expand.ts'
import { parseLine } from '../../src/shell/line/parse.ts'
import { sitting } from '../support/driver.ts'

const says = (line: string) => sitting().type(line).output

test('quotes keep blanks and operators together, a backslash keeps one character', () => {
  expect(says(`echo "a  b" 'c | d' e\\ \\ f g   h`)).toBe('a  b c | d e  f g h\n')
  expect(says(`echo "it's" 'say "hi"' "a \\"b\\" \\n"`)).toBe(`it's say "hi" a "b" \\n\n`)
})

test('a comment starts at a # that begins a word', () => {
  expect(says('echo a#b # c')).toBe('a#b\n')
})

test('; goes on, && goes on after success, || after failure', () => {
  expect(says('false; echo a')).toBe('a\n')
  expect(says('false && echo a || echo b')).toBe('b\n')
  expect(says('true || echo a && echo b')).toBe('b\n')
  expect(says('! true; echo $?')).toBe('1\n')
})

test('$? is the status of the last command, and a comment line leaves it alone', () => {
  const { type } = sitting()
  expect(type('false').exit).toBe(1)
  expect(type('# nothing').exit).toBe(1)
  expect(type('').exit).toBe(1)
  expect(type('echo $? "$?" \'$?\'').output).toBe('1 1 $?\n')
})

test('variables can be set, and are split into words where they are not quoted', () => {
  const { type } = sitting()
  type('X="a   b"; Y=$(hostname -s)')
  expect(type('echo $X "$X" $Y-$Y').output).toBe('a b a   b nodeA-nodeA\n')
})

test('the value of an assignment keeps its blanks and patterns, quoted or not', () => {
  const { type } = sitting()
  expect(type('J=$(echo 45: debianX); X="a  b"; Y=$X; Z=*; A=1 B=$J').output).toBe('')
  expect(type('echo "$J" "$Y" "$Z" "$B"').output).toBe('45: debianX a  b * 45: debianX\n')
})

test('$(…) and backticks put what a line says in its place', () => {
  expect(says('echo $(echo a; echo b) "$(echo c; echo d)" `hostname -f`')).toBe(
    'a b c\nd nodeA.virt.nsrc.org\n',
  )
})

test('patterns become the files they match, or stay what they are', () => {
  const { type } = sitting()
  expect(type('cd /etc; echo host* [g]aneti /etc/deb?an_version').output).toBe(
    'hostname hosts [g]aneti /etc/debian_version\n',
  )
  expect(type('echo "host*"').output).toBe('host*\n')
})

test('a pattern set matches one character of it', () => {
  expect(globExpression('a[!b-d]?').test('axy')).toBe(true)
  expect(globExpression('a[!b-d]?').test('acy')).toBe(false)
  expect(globExpression('*.c').test('a/b.c')).toBe(false)
})

test('pipes carry standard output only, unless 2>&1 adds the errors', () => {
  const { type } = sitting()
  expect(type('cat /no /etc/hostname | wc -l')).toMatchObject({
    stdout: '1\n',
    stderr: 'cat: /no: No such file or directory\n',
  })
  expect(type('cat /no /etc/hostname 2>&1 | wc -l').output).toBe('2\n')
  expect(type('cat /no /etc/hostname |& wc -l').output).toBe('2\n')
  expect(type('cat /no 2>/dev/null; echo $?').output).toBe('1\n')
  expect(type('nothing 2>/dev/null | wc -l').output).toBe('0\n')
})

test('the status of a pipeline is that of its last stage', () => {
  expect(sitting().type('cat /no | true').exit).toBe(0)
  expect(sitting().type('true | false').exit).toBe(1)
})

test('files can be written, appended to and read back, and survive a power cut', () => {
  const { type, ask } = sitting()
  type('echo one > /tmp/x; echo two >> /tmp/x; cat /no 2>> /tmp/x')
  expect(type('cat < /tmp/x').output).toBe('one\ntwo\ncat: /no: No such file or directory\n')
  type('echo three &> /tmp/x')
  ask({ power: 'nodeA', to: 'off' })
  ask({ power: 'nodeA', to: 'on' })
  expect(type('cat /tmp/x').output).toBe('three\n')
})

test('what cannot be opened is said by the shell', () => {
  const { type } = sitting()
  expect(type('echo a > /no/such')).toMatchObject({
    output: 'bash: /no/such: No such file or directory\n',
    exit: 1,
  })
  expect(type('cat < /etc').output).toBe('bash: /etc: Is a directory\n')
  expect(type('cat < /no').output).toBe('bash: /no: No such file or directory\n')
})

test.each([
  ['| wc', '|'],
  ['&& true', '&&'],
  ['echo a ;; echo b', ';;'],
  ['echo a; ; echo b', ';'],
  ['echo a | | wc', '|'],
  ['echo )', ')'],
  ['echo >', 'newline'],
  ['echo > | wc', '|'],
])('%s is a syntax error near %s', (line, token) => {
  const { output, exit } = sitting().type(line)
  expect(output).toBe(`bash: syntax error near unexpected token \`${token}'\n`)
  expect(exit).toBe(2)
})

test('what bash can do and this shell cannot is said', () => {
  const { output, exit } = sitting().type('function f { echo; }')
  expect(output).toBe("bash: this trainer's shell has no functions\n")
  expect(exit).toBe(2)
  expect(sitting().type('wc <(echo)').stderr).toContain('no process substitution')
})

test.each([
  ['for n in a "b c"; do echo "<$n>"; done; echo end $n', '<a>\n<b c>\nend b c\n', 0],
  ['for i in 1 2; do for j in a b; do echo $i$j; done; done', '1a\n1b\n2a\n2b\n', 0],
  ['for i in $(echo x y); do echo -$i; done', '-x\n-y\n', 0],
  ['for x in; do echo no; done && echo ok', 'ok\n', 0],
  ['for x in a; do false; done || echo failed', 'failed\n', 0],
  ['for x in a; do done', "bash: syntax error near unexpected token `done'\n", 2],
  ['for 1 in a; do echo b; done', "bash: `1': not a valid identifier\n", 2],
])('%s goes through its words', (line, shown, status) => {
  expect(sitting().type(line)).toMatchObject({ output: shown, exit: status })
})

test('a loop asks for its end, and runs gnt- commands one after the other', () => {
  const { type } = sitting()
  expect(type('for i in 1 2; do', 'echo $i', 'done').output).toBe('> echo $i\n> done\n1\n2\n')
  const { output } = type('for i in debianX debianY; do gnt-instance shutdown $i; done')
  expect(output).toMatch(/job \d+ for debianX .*\n.*job \d+ for debianY/)
})

test('an open quote asks for more, and takes it', () => {
  const { type } = sitting()
  expect(type('echo "a', 'b"').output).toBe('> b"\na\nb\n')
  expect(type('echo a |', 'wc -l').output).toBe('> wc -l\n1\n')
  expect(type('echo a \\', 'b').output).toBe('> b\na b\n')
})

test('the end of input in an open quote is an error, as bash says it', () => {
  expect(sitting().type("echo 'a")).toMatchObject({
    stderr:
      "bash: unexpected EOF while looking for matching `''\nbash: syntax error: unexpected end of file\n",
    exit: 2,
  })
})

test('Ctrl-C at the second prompt forgets the line', () => {
  const { enter, key, text, status, depth } = sitting()
  enter('echo "a')
  key('interrupt')
  expect([depth(), status()]).toEqual([1, 130])
  text()
  enter('echo b')
  expect(text()).toBe('root@nodeA:~# echo b\nb\n')
})

test('a line is read whole before anything runs', () => {
  expect(parseLine('echo a; echo "b').kind).toBe('incomplete')
  expect(sitting().type('echo a; |').output).toBe("bash: syntax error near unexpected token `|'\n")
})

test('Ctrl-C ends the line that runs, not only its first command', () => {
  const { enter, key, wait, text, status } = sitting()
  enter('sleep 100; echo later')
  wait(1)
  key('interrupt')
  expect(text('stdout')).toBe('')
  expect(status()).toBe(130)
})

test('Ctrl-C in a pipe ends the whole pipe', () => {
  const { enter, key, wait, text, status } = sitting()
  enter('ping nodeB | wc -l')
  wait(3)
  key('interrupt')
  expect(text('stdout')).toBe('')
  expect(status()).toBe(130)
})
