import { expect, test } from 'vitest'
import { parseLine } from '../../src/shell/line/parse.ts'
import { sitting } from '../support/driver.ts'

const says = (line: string, ...answers: string[]) => sitting().type(line, ...answers)

test.each([
  ['if true; then echo yes; else echo no; fi', 'yes\n', 0],
  ['if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n', 0],
  ['if false; then echo a; fi; echo $?', '0\n', 0],
  ['if true; then false; fi', '', 1],
  ['! if true; then true; fi', '', 1],
  ['if true && ! false; then echo both; fi', 'both\n', 0],
])('%s runs what the condition says', (line, output, exit) => {
  expect(says(line)).toMatchObject({ output, exit })
})

test.each([
  ['i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0\n1\n2\n', 0],
  ['i=3; until ((i == 0)); do echo $i; ((i--)); done', '3\n2\n1\n', 0],
  ['for ((i=0; i<3; i++)); do echo $i; done', '0\n1\n2\n', 0],
  ['while false; do echo no; done; echo $?', '0\n', 0],
  ['for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done', '1\n3\n', 0],
  ['for i in 1 2; do for j in 1 2; do echo $i$j; break 2; done; done', '11\n', 0],
  ['while true; do echo once; break; done; echo out', 'once\nout\n', 0],
])('%s loops as long as it should', (line, output, exit) => {
  expect(says(line)).toMatchObject({ output, exit })
})

test('a group shares the variables of the shell, a subshell and a stage of a pipe do not', () => {
  expect(says('X=1; { X=2; echo in; }; echo $X').output).toBe('in\n2\n')
  expect(says('X=1; (X=2; cd /etc; pwd); echo $X; pwd').output).toBe('/etc\n1\n/root\n')
  expect(says('X=1; echo a | { read X; echo $X; }; echo $X').output).toBe('a\n1\n')
  expect(says('(exit 3); echo $?').output).toBe('3\n')
})

test('what a compound command writes goes on into a pipe or a file, in one piece', () => {
  expect(says('for i in b a; do echo $i; done | sort').output).toBe('a\nb\n')
  expect(says('{ echo a; echo b; } > /tmp/x; cat /tmp/x').output).toBe('a\nb\n')
  expect(says('(echo a; cat /no) 2>&1 | wc -l').output).toBe('2\n')
  expect(says('if true; then cat /no; fi 2> /dev/null; echo end').output).toBe('end\n')
})

test('while read goes through what is piped in, or a file', () => {
  const { type } = sitting()
  expect(
    type(
      'gnt-instance list --no-headers -o name,pnode | while read NAME NODE; do echo $NODE/$NAME; done',
    ).output,
  ).toMatch(/^\S+\/debianX\n\S+\/debianY\n\S+\/debianZ\n$/)
  type('printf "a:1\\nb:2\\n" > /tmp/list')
  expect(
    type('n=0; while IFS=: read -r k v; do n=$((n+v)); done < /tmp/list; echo $n $k').output,
  ).toBe('3\n')
})

test('ssh reads what is left of the input of a loop, as it does on real nodes', () => {
  const line = 'printf "nodeB\\nnodeC\\n" | while read N; do ssh $N hostname; done'
  expect(says(line).output).toBe('nodeB.virt.nsrc.org\n')
})

test('read asks at the terminal', () => {
  expect(says('read -p "Name: " a b; echo "<$b>"', 'x y z')).toMatchObject({
    output: 'Name: x y z\n<y z>\n',
    exit: 0,
  })
})

test.each([
  ['case debianX in web*) echo web;; deb*|ub*) echo os;; *) echo else;; esac', 'os\n'],
  ['case "*" in "?"*) echo no;; \\*) echo star;; esac', 'star\n'],
  ['case a in b) echo no;; esac; echo $?', '0\n'],
  ['case a in (a) ;; esac; echo $?', '0\n'],
])('%s takes the first pattern that fits', (line, output) => {
  expect(says(line).output).toBe(output)
})

test.each([
  ['[[ debianX == deb* && -f /etc/hosts ]]', 0],
  ['[[ debianX == "deb*" ]]', 1],
  ['[[ ( -z $NONE || 1 -gt 2 ) && ! a = b ]]', 0],
  ['[[ node12 =~ ^node(1|2)+$ ]]', 0],
  ['[[ $NONE ]]', 1],
  ['[[ 3 -lt 2+2 ]]', 0],
])('%s ends with %d', (line, exit) => {
  expect(says(line).exit).toBe(exit)
})

test.each([
  ['echo $((2 + 3 * 4 ** 2 % 7)) $(( (1 << 4) | 1 )) $((7 / 2)) $((-7 % 3))', '8 17 3 -1\n'],
  ['a=5; echo $((a > 3 ? a++ : 0)) $a $((a += 2))', '5 6 8\n'],
  ['echo $((1 / 0))', 'bash: 1 / 0: division by 0 (error token is "0")\n'],
])('%s calculates', (line, output) => {
  expect(says(line).output).toBe(output)
})

/** A variable in braces, with what is done to its value. */
const braced = (inside: string): string => `\${${inside}}`

test.each([
  ['%.*', 'a.b'],
  ['%%.*', 'a'],
  ['#*.', 'b.c'],
  ['##*.', 'c'],
  ['/./-', 'a-b.c'],
  ['//./-', 'a-b-c'],
  [':-other', 'a.b.c'],
  [':+there', 'there'],
])('%s behind the name changes what a variable stands for', (change, value) => {
  expect(says(`f=a.b.c; echo ${braced(`f${change}`)}`).output).toBe(`${value}\n`)
})

test('a variable that is not set can be given a value, and a length is counted', () => {
  expect(says(`echo ${braced('X:-other')}; echo ${braced('X:=set')} $X`).output).toBe(
    'other\nset set\n',
  )
  expect(says(`X=four; echo ${braced('#X')}`).output).toBe('4\n')
})

test.each([
  ['while true; do echo a', 'incomplete'],
  ['if true', 'incomplete'],
  ['{ echo a;', 'incomplete'],
  ['(echo a', 'incomplete'],
  ['case a in', 'incomplete'],
  ['[[ a', 'incomplete'],
])('%s asks for the rest', (line, kind) => {
  expect(parseLine(line).kind).toBe(kind)
})

test.each([
  ['done', 'done'],
  ['if true; fi', 'fi'],
  ['while true; do done', 'done'],
  ['{ }', '}'],
  ['()', ')'],
  ['if true; then echo a; fi echo', 'echo'],
  ['for x in a; echo $x; done', 'echo'],
])('%s is a syntax error near %s', (line, token) => {
  expect(says(line).output).toBe(`bash: syntax error near unexpected token \`${token}'\n`)
})

test('loops of a line that takes no time end when their turns are used up, and say so', () => {
  const { output, exit } = says('while :; do :; done; echo never')
  expect(output).toBe(
    'bash: the loops of one line run 1000 times in this trainer, and 10 times more for each second that passes. The line ends here.\n',
  )
  expect(exit).toBe(1)
  expect(says(`x=a; for i in $(seq 100); do x=$x$x; done; echo ${braced('#x')}`).output).toBe(
    '16384\n',
  )
})

test('a loop that waits in each turn goes on until Ctrl-C, which ends the whole line', () => {
  const { enter, key, wait, text, status, depth } = sitting()
  enter('n=0; (while true; do sleep 1; n=$((n+1)); echo $n; done); echo later')
  wait(3000)
  key('interrupt')
  expect([status(), depth()]).toEqual([130, 1])
  expect(text('stdout')).toMatch(/\n3000\n$/)
  enter('echo "<$n>"')
  expect(text('stdout')).toBe('<0>\n')
})

test('a loop can run in the background', () => {
  const { type, text, wait } = sitting()
  type('while sleep 10; do echo tick; done &')
  wait(25)
  expect(text('stdout')).toBe('tick\ntick\n')
})
