import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

const LINES = 'one\\ntwo\\nthree\\nfour'

test.each([
  ["'s/o/0/'", '0ne\ntw0\nthree\nf0ur\n'],
  ["'s/e/E/g'", 'onE\ntwo\nthrEE\nfour\n'],
  ["'s/e/E/2'", 'one\ntwo\nthreE\nfour\n'],
  ["'s/E/x/2gI'", 'one\ntwo\nthrex\nfour\n'],
  ["-n 's/^t/T/p'", 'Two\nThree\n'],
  ["'s|\\(t\\)\\(.\\)|\\2\\1-&|'", 'one\nwt-two\nht-three\nfour\n'],
  ["-E 's/(t)(.)/\\2\\1/'", 'one\nwto\nhtree\nfour\n'],
  ['-n 2p', 'two\n'],
  ["-n '2,3p'", 'two\nthree\n'],
  ["-n '$p'", 'four\n'],
  ["'/^t/d'", 'one\nfour\n'],
  ["'/two/,/three/d'", 'one\nfour\n'],
  ["'2,/e/d'", 'one\nfour\n'],
  ["'2!d'", 'two\n'],
  ["-n '1~2p'", 'one\nthree\n'],
  ['2q', 'one\ntwo\n'],
  ["-e 1d -e '$d'", 'two\nthree\n'],
  ["'1d;s/w/W/'", 'tWo\nthree\nfour\n'],
  ["'2a new'", 'one\ntwo\nnew\nthree\nfour\n'],
  ["'2i new'", 'one\nnew\ntwo\nthree\nfour\n'],
  ["'2,3c new'", 'one\nnew\nfour\n'],
  ["-n '/three/='", '3\n'],
  ['y/eo/EO/', 'OnE\ntwO\nthrEE\nfOur\n'],
])('sed %s', (words, output) => {
  expect(sitting().type(`echo -e '${LINES}' | sed ${words}`).output).toBe(output)
})

test('sed says where its script goes wrong, and what it lacks', () => {
  const { type } = sitting()
  expect(type('echo x | sed s/a/b')).toMatchObject({
    output: "sed: -e expression #1, char 5: unterminated `s' command\n",
    exit: 1,
  })
  expect(type("echo x | sed 's/a/b/k'").output).toBe(
    "sed: -e expression #1, char 7: unknown option to `s'\n",
  )
  expect(type("echo x | sed 's/a/\\1/'").output).toContain(
    "invalid reference \\1 on `s' command's RHS",
  )
  expect(type('echo x | sed N').output).toBe(
    "sed: -e expression #1, char 1: this trainer's sed has no `N'; it knows s y p d q = a i c\n",
  )
  expect(type('sed p /nosuch')).toMatchObject({
    output: "sed: can't read /nosuch: No such file or directory\n",
    exit: 2,
  })
})

test('sed -i edits a file, and keeps a copy when it is asked to', () => {
  const { type } = sitting()
  type('printf "a\\nb\\n" > /tmp/f')
  expect(type('sed -i.old s/a/A/ /tmp/f').exit).toBe(0)
  expect(type('cat /tmp/f /tmp/f.old').output).toBe('A\nb\na\nb\n')
  expect(type('sed -i s/a/b/ /etc/hosts')).toMatchObject({
    output: "sed: couldn't edit /etc/hosts: Read-only file in this trainer\n",
    exit: 4,
  })
})
