import { expect, test } from 'vitest'
import { awk } from '../../src/shell/text/awk/awk.ts'
import { sitting } from '../support/driver.ts'

/** What awk makes of a text. */
function made(text: string, ...args: string[]) {
  return awk({
    args,
    onTerminal: false,
    input: () => text,
    read: (name) =>
      name === '-' ? { ok: true, text } : { ok: false, why: 'No such file or directory' },
    write: () => null,
  })
}

const TABLE = 'debianX nodeA 1024\ndebianY nodeB 512\ndebianZ nodeB 128\n'

test.each([
  ['{print $1}', 'debianX\ndebianY\ndebianZ\n'],
  ['$2 == "nodeB" {print NR, $NF}', '2 512\n3 128\n'],
  ['/X|Z/', 'debianX nodeA 1024\ndebianZ nodeB 128\n'],
  ['!/X/ && $3 > 200 {print $1; next}', 'debianY\n'],
  ['{sum += $3} END {print sum, sum/NR}', '1664 554.667\n'],
  ['{n[$2]++} END {for (k in n) print k ": " n[k]}', 'nodeA: 1\nnodeB: 2\n'],
  [
    'BEGIN {print "Name"} {printf "%-8s|%5.1f|%03d\\n", $1, $3/1024, NR}',
    'Name\ndebianX |  1.0|001\ndebianY |  0.5|002\ndebianZ |  0.1|003\n',
  ],
  ['NR==1,/Y/ {print NR}', '1\n2\n'],
  ['END {print NR}', '3\n'],
  ['{$2 = ""; print}', 'debianX  1024\ndebianY  512\ndebianZ  128\n'],
  [
    'NR > 1 {print substr($1, 7), length($1), index($2, "B"), toupper($2)}',
    'Y 7 5 NODEB\nZ 7 5 NODEB\n',
  ],
  ['{gsub(/debian/, "[&]")} NR < 2', '[debian]X nodeA 1024\n'],
  ['{if ($3 >= 512) big++; else small++} END {print big "/" small}', '2/1\n'],
  [
    '{a[NR] = $1} END {for (i = NR; i > 0; i--) print a[i]; while (i < 2) i++; print i}',
    'debianZ\ndebianY\ndebianX\n2\n',
  ],
  ['NR==1 {n = split("a:b:c", p, ":"); print n, p[3], ("x" in p), (2 in p)}', '3 c 0 1\n'],
  [
    'NR==1 {print 1 " " 2, -3 + 4 * 2 ^ 3 % 5, 1e6, 0.1 + 0.2, 7 / 2, 2 > 1 ? "y" : "n"}',
    undefined,
  ],
  ['NR==2 {exit 3}', ''],
])('%s says what awk says', (program, out) => {
  if (out !== undefined) expect(made(TABLE, program).out).toBe(out)
  else expect(made(TABLE, program).err).toContain('no output into files')
})

test('exit ends awk with a status', () => {
  expect(made(TABLE, '{exit 3}').exit).toBe(3)
})

test('-F separates fields, -v sets variables, OFS joins', () => {
  expect(made('a:b:c\n', '-F:', '-v', 'OFS=-', '{$1 = x; print $1, $3}', 'x=1', '-').out).toBe(
    '1-c\n',
  )
  expect(made('a  b|c\n', '-F', '|', '{print $2, NF}').out).toBe('c 2\n')
  expect(made('a1b22c\n', '-F', '[0-9]+', '{print $3}').out).toBe('c\n')
  expect(made('a\tb c\n', '-F\\t', '{print $2}').out).toBe('b c\n')
})

test('a program of BEGIN alone reads nothing', () => {
  expect(sitting().type("awk 'BEGIN { for (i = 1; i <= 3; i++) s = s i; print s }'").output).toBe(
    '123\n',
  )
})

test.each([
  ['{print $1', 'awk: line 1: syntax error at or near end of line\n'],
  ['{print > "f"}', "awk: this trainer's awk has no output into files or commands\n"],
  ['{getline x}', "awk: this trainer's awk has no getline\n"],
  [
    'function f(x) {return x} {print f(1)}',
    "awk: this trainer's awk has no functions of your own\n",
  ],
  [
    'BEGIN {while (1) i++}',
    "awk: this trainer's awk takes 200000 steps at most, and this program is not done after them\n",
  ],
])('%s is refused', (program, err) => {
  expect(made(TABLE, program)).toMatchObject({ err, exit: 2 })
})

test('a file that is not there is said', () => {
  expect(made(TABLE, '{print}', '/no')).toMatchObject({
    err: 'awk: cannot open /no (No such file or directory)\n',
    exit: 2,
  })
})

test('awk reads what a command prints', () => {
  const { output } = sitting().type(
    "gnt-instance list --no-headers -o name,pnode | awk '{print $2}' | sort | uniq -c | awk '{s += $1} END {print s}'",
  )
  expect(output).toBe('3\n')
})
