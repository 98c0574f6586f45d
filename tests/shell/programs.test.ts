import { expect, test } from 'vitest'
import { distance } from '../../src/shell/names.ts'
import { posixSource } from '../../src/shell/text/grep.ts'
import { sitting } from '../support/driver.ts'

/** What a filter makes of lines. */
const piped = (lines: string, filter: string) =>
  sitting().type(`echo -e '${lines}' | ${filter}`).output

test('an unknown command answers as bash does, and suggests', () => {
  const { type } = sitting()
  expect(type('gnt-instanse list -o name')).toMatchObject({
    output:
      'bash: gnt-instanse: command not found\nDid you mean this?  gnt-instance list -o name\n',
    exit: 127,
  })
  expect(type('gnt node list').stderr).toContain('Did you mean this?  gnt-node list\n')
  expect(type('root@nodeA:~# gnt-node list').stderr).toContain('Did you mean this?  gnt-node list')
  expect(type('frobnicate').output).toBe('bash: frobnicate: command not found\n')
  expect(type('./x').output).toBe('bash: ./x: No such file or directory\n')
})

test('a short word is not taken for another one from which half of it differs', () => {
  expect(sitting().type('root').output).toBe('bash: root: command not found\n')
  expect(sitting().type('srot').output).toContain('Did you mean this?  sort\n')
})

test('rm refuses the root directory as the real one does', () => {
  expect(sitting().type('rm -rf /')).toMatchObject({
    output:
      "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
    exit: 1,
  })
  expect(sitting().type('rm -rf ..').output).toContain("recursively on '..' (same as '/')\n")
  expect(sitting().type('rm /etc').output).toBe("rm: cannot remove '/etc': Is a directory\n")
})

test('no guess from afar leads to a halt', () => {
  expect(sitting().type('hlat -p').stderr).toContain('Did you mean this?  halt -p\n')
  expect(sitting().type('hpal').output).not.toContain('halt')
})

test('a program that only a real node has says so', () => {
  const { output, exit } = sitting().type('vim /etc/hosts')
  expect(output).toMatch(/^bash: vim: not part of this trainer\. /)
  expect(exit).toBe(127)
})

test('a swap of two letters is one step away', () => {
  expect(distance('gnt-ndoe', 'gnt-node')).toBe(1)
  expect(distance('ls', 'lsof')).toBe(2)
})

test('a pasted # line is offered, not run', () => {
  const { enter, text } = sitting()
  enter('# gnt-instance migrate dY')
  expect(text('screen')).toBe('offer:gnt-instance migrate dY')
  const answer = sitting().type('# gnt-instance migrate dY')
  expect(answer.output).toBe(
    'The line begins with #, so the shell ignores it. To run it: gnt-instance migrate dY\n',
  )
  expect(sitting().type('# now we wait').output).toBe('')
})

test.each([
  ['-v b', 'a\nc\n'],
  ['-i B', 'b\n'],
  ['-c .', '3\n'],
  ['-n c', '3:c\n'],
  ['-E "a|c"', 'a\nc\n'],
  ['"a\\|c"', 'a\nc\n'],
  ['-F .', ''],
  ['-A1 a', 'a\nb\n'],
  ['-m1 .', 'a\n'],
  ['-q a', ''],
])('grep %s', (args, expected) => {
  expect(piped('a\\nb\\nc', `grep ${args}`)).toBe(expected)
})

test('grep -o shows what matches, -w whole words', () => {
  expect(piped('one two twofold', 'grep -o "two[a-z]*"')).toBe('two\ntwofold\n')
  expect(piped('twofold\\ntwo', 'grep -w two')).toBe('two\n')
})

test('grep names files when there are several, and ends with 1 without a match, 2 with an error', () => {
  const { type } = sitting()
  expect(type('grep nodeA /etc/hosts /etc/hostname').output).toBe(
    '/etc/hosts:10.10.0.11\tnodeA.virt.nsrc.org nodeA\n/etc/hostname:nodeA.virt.nsrc.org\n',
  )
  expect(type('grep nobody /etc/hosts').exit).toBe(1)
  expect(type('grep x /no')).toMatchObject({
    output: 'grep: /no: No such file or directory\n',
    exit: 2,
  })
  expect(type('grep').exit).toBe(2)
  expect(type("grep '[a' /etc/hosts").output).toBe('grep: Unmatched [, [^, [:, [., or [=\n')
})

test('a basic pattern takes operators with a backslash, an extended one without', () => {
  expect(posixSource('a\\{2\\}b+', 'basic')).toBe('a{2}b\\+')
  expect(posixSource('a{2}b\\+', 'extended')).toBe('a{2}b\\+')
  expect(posixSource('[[:space:]]*', 'basic')).toBe('[\\s]*')
})

test.each([
  ['sort', '10\\n9\\n9', '10\n9\n9\n'],
  ['sort -n', '10\\n9\\n9', '9\n9\n10\n'],
  ['sort -rnu', '10\\n9\\n9', '10\n9\n'],
  ['sort -k2n', 'a 10\\nb 9', 'b 9\na 10\n'],
  ['sort -t: -k2,2r', 'a:x\\nb:y', 'b:y\na:x\n'],
  ['sort -h', '2G\\n10M\\n1T', '10M\n2G\n1T\n'],
  ['uniq -c', 'a\\na\\nb', '      2 a\n      1 b\n'],
  ['uniq -d', 'a\\na\\nb', 'a\n'],
  ['head -1', 'a\\nb', 'a\n'],
  ['head -n -1', 'a\\nb\\nc', 'a\nb\n'],
  ['tail -1', 'a\\nb', 'b\n'],
  ['tail -n +2', 'a\\nb\\nc', 'b\nc\n'],
  ['cut -d: -f2,3', 'a:b:c:d', 'b:c\n'],
  ['cut -c1-3', 'abcdef', 'abc\n'],
  ['tr a-c A-C', 'abcd', 'ABCd\n'],
  ["tr -d ' '", 'a b c', 'abc\n'],
  ["tr -s ' '", 'a   b', 'a b\n'],
  ['wc -l', 'a\\nb', '2\n'],
  ['wc', 'a\\nb c', '      2       3       6\n'],
  ['tac', 'a\\nb', 'b\na\n'],
  ['tee /tmp/t', 'a', 'a\n'],
  ['cat -n', 'a', '     1\ta\n'],
])('%s of %s', (filter, lines, expected) => {
  expect(piped(lines, filter)).toBe(expected)
})

test('wrong options answer as GNU programs do', () => {
  const { type } = sitting()
  expect(type('head -z').output).toBe(
    "head: invalid option -- 'z'\nTry 'head --help' for more information.\n",
  )
  expect(type('sort --frob')).toMatchObject({
    output: "sort: unrecognized option '--frob'\nTry 'sort --help' for more information.\n",
    exit: 2,
  })
  expect(type('cut -f').output).toMatch(/^cut: option requires an argument -- 'f'\n/)
  expect(type('sleep')).toMatchObject({ exit: 1 })
  expect(type('sleep x').output).toMatch(/^sleep: invalid time interval 'x'\n/)
})

test('a filter without a file reads the terminal until Ctrl-D', () => {
  expect(sitting().type('sort -r', 'a', 'b').stdout).toBe('b\na\n')
})

test('sleep lets simulated time pass', () => {
  expect(sitting().type('sleep 1.5 && sleep 1m').seconds).toBe(61.5)
})

test('date shows the simulated clock', () => {
  const { type } = sitting()
  expect(type('date').output).toBe('Fri Sep 19 14:00:00 UTC 2014\n')
  expect(type('sleep 5; date +%F_%T').output).toBe('2014-09-19_14:00:05\n')
})

test('history shows the lines of this shell with their numbers', () => {
  const { type } = sitting()
  type('echo a')
  type('echo a')
  type('# x')
  expect(type('history').output).toBe('    1  echo a\n    2  # x\n    3  history\n')
  expect(type('history | grep -c "echo a"').output).toBe('2\n')
})

test('cd moves, the prompt follows, relative paths start there', () => {
  const { enter, text } = sitting()
  enter('cd /var/lib/ganeti')
  enter('cat ssconf_master_node')
  expect(text()).toBe(
    'root@nodeA:~# cd /var/lib/ganeti\nroot@nodeA:/var/lib/ganeti# cat ssconf_master_node\nnodeA.virt.nsrc.org\n',
  )
  expect(sitting().type('cd /no').output).toBe('bash: cd: /no: No such file or directory\n')
})

test('less shows its text through the pager and waits for q', () => {
  const { enter, text, depth } = sitting()
  enter('cat /etc/hostname | less')
  expect(depth()).toBe(2)
  expect(text('screen')).toBe('pager')
  enter('q')
  expect(depth()).toBe(1)
  expect(text('screen')).toBe('pager end')
  expect(sitting().type('less /etc/hostname').output).toBe('nodeA.virt.nsrc.org\n')
  expect(sitting().type('less /etc/hostname | wc -l').output).toBe('1\n')
})

test('watch runs its line every two seconds until Ctrl-C', () => {
  const { enter, key, wait, text, depth, status } = sitting()
  enter('watch -n 5 cat /etc/hostname')
  wait(12)
  key('interrupt')
  const shown = text('stdout')
  expect(shown.match(/^nodeA\.virt/gm)).toHaveLength(3)
  expect(shown).toContain(
    'Every 5.0s: cat /etc/hostname                    nodeA: Fri Sep 19 14:00:05 2014\n\n',
  )
  expect([depth(), status()]).toEqual([1, 0])
})

test('Ctrl-C while watch waits for its line ends watch too', () => {
  const { enter, key, wait, depth } = sitting()
  enter('watch sleep 10')
  wait(5)
  key('interrupt')
  expect(depth()).toBe(1)
})

test('time says how long a command took', () => {
  expect(sitting().type('time sleep 61').stderr).toContain('real\t1m1.000s\n')
})

test('clear tells the display', () => {
  const { enter, text } = sitting()
  enter('clear')
  expect(text('screen')).toBe('clear')
})

test('help says where to begin, man what the programs do', () => {
  const { type, on } = sitting()
  expect(type('help').output).toContain('gnt-instance list')
  expect(on('nodeB', 'help').output).toContain('on the master, nodeA')
  expect(type('man gnt-instance | grep -c ignore-consistency').exit).toBe(0)
  expect(type('man gnt-instance failover').output).toContain('The danger of --ignore-consistency')
  expect(type('man gnt-node | grep -A1 readd').exit).toBe(0)
  expect(type('man frob')).toMatchObject({ output: 'No manual entry for frob\n', exit: 16 })
  expect(type('man -k evacuate').output).toContain('gnt-node evacuate (8)')
})

test('no line of a manual page is wider than the terminal', () => {
  const { type } = sitting()
  for (const page of ['gnt-instance', 'gnt-node', 'gnt-cluster', 'gnt-job', 'gnt-backup']) {
    const lines = type(`man ${page}`).output.split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  }
})

test('which and type know where programs are', () => {
  const { type } = sitting()
  expect(type('which gnt-node nothing')).toMatchObject({ output: '/usr/sbin/gnt-node\n', exit: 1 })
  expect(type('type cd').output).toBe('cd is a shell builtin\n')
  expect(type('/usr/sbin/gnt-cluster getmaster').output).toBe('nodeA.virt.nsrc.org\n')
})

test('questions are asked on the terminal even when input is redirected', () => {
  const { type } = sitting()
  const asked = type('echo y | gnt-instance migrate dY', 'n')
  expect(asked.output).toContain('y/[n]/?: n\n')
  expect(asked.exit).toBe(1)
  expect(type('setsid gnt-instance migrate dY')).toMatchObject({ output: '', exit: 1 })
})
