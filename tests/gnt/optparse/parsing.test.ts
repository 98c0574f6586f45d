import { describe, expect, it } from 'vitest'
import { programsOf } from '../../../src/gnt/declared/programs.ts'
import {
  allIdentified,
  declares,
  flag,
  identified,
  int,
  keyValues,
  text,
  texts,
  units,
  yesNo,
} from '../../../src/gnt/optparse/read.ts'
import { type ParsedCommand, parseProgramLine } from '../../../src/gnt/optparse.ts'
import type { ProgramName } from '../../../src/gnt/spec.ts'
import { commandHelp } from '../../../src/gnt/usage.ts'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'

const parseIn = (release: Release, name: ProgramName, ...argv: string[]) => {
  const program = programsOf({ release }).get(name)
  if (!program) throw new Error(`${release} has no ${name}`)
  return parseProgramLine(program, argv, { versionText: '(ganeti 3.0.2-3) 3.0.2' })
}

const parse = (program: ProgramName, ...argv: string[]) => parseIn('3.0', program, ...argv)

function command(program: ProgramName, ...argv: string[]): ParsedCommand {
  const parsed = parse(program, ...argv)
  if (parsed.kind !== 'command') throw new Error(parsed.stderr || parsed.stdout)
  return parsed
}

function refusal(program: ProgramName, ...argv: string[]): string {
  const parsed = parse(program, ...argv)
  if (parsed.kind !== 'reply') throw new Error('not refused')
  return parsed.stderr.split('\n').at(-2) ?? ''
}

describe('a command line', () => {
  it('names its command by an alias too', () => {
    expect(command('gnt-instance', 'stop', 'web').spec.name).toBe('shutdown')
    expect(command('gnt-cluster', 'masterfailover').spec.name).toBe('master-failover')
  })

  it('ends its options at the first word that is none', () => {
    const { options, args } = command('gnt-instance', 'list', 'web', '-o', 'name')
    expect(args).toEqual(['web', '-o', 'name'])
    expect(text(options, 'output')).toBeNull()
  })

  it('ends its options at a double dash, which is dropped', () => {
    expect(command('gnt-instance', 'remove', '--', '-f').args).toEqual(['-f'])
  })

  it('keeps a lone dash as an argument', () => {
    expect(command('gnt-cluster', 'copyfile', '-').args).toEqual(['-'])
  })

  it('takes values joined to short and long flags, and several short flags in a word', () => {
    const joined = command('gnt-node', 'evacuate', '-fpnnodeC', '--iallocator=', 'nodeB').options
    expect(flag(joined, 'force')).toBe(true)
    expect(flag(joined, 'primary_only')).toBe(true)
    expect(text(joined, 'dst_node')).toBe('nodeC')
    expect(text(joined, 'iallocator')).toBe('')
  })

  it('accepts a beginning of a long flag that no other flag has', () => {
    expect(flag(command('gnt-instance', 'failover', '--ignore-c', 'x').options, 'force')).toBe(
      false,
    )
    expect(
      flag(command('gnt-instance', 'failover', '--ignore-c', 'x').options, 'ignore_consistency'),
    ).toBe(true)
  })

  it('takes a flag as the value of the option before it', () => {
    const { options } = command('gnt-instance', 'list', '-o', '--no-headers')
    expect(text(options, 'output')).toBe('--no-headers')
    expect(flag(options, 'no_headers')).toBe(false)
  })

  it('keeps the last of two values and counts how often --debug is given', () => {
    const { options } = command('gnt-node', 'list', '-o', 'name', '-d', '-o', 'mfree', '-dd')
    expect(text(options, 'output')).toBe('mfree')
    expect(int(options, 'debug')).toBe(3)
  })

  it('asks for help wherever --help stands among the options, even with arguments missing', () => {
    const reply = parse('gnt-node', 'modify', '--offline=yes', '-h', '--nonsense')
    expect(reply).toMatchObject({ kind: 'reply', exit: 0, stderr: '' })
  })

  it('prints the version it is told', () => {
    expect(parse('gnt-node', '--version')).toMatchObject({
      stdout: 'gnt-node (ganeti 3.0.2-3) 3.0.2\n',
      exit: 0,
    })
  })
})

describe('values', () => {
  it('gives sizes in MiB, rounded up to a multiple of 4', () => {
    const size = (value: string) =>
      units(command('gnt-instance', 'add', '-s', value, 'web').options, 'sd_size')
    expect([
      size('1G'),
      size('1.5g'),
      size('2 TiB'),
      size('129'),
      size('0.1m'),
      size('.5gb'),
    ]).toEqual([1024, 1536, 2 * 1024 * 1024, 132, 4, 512])
  })

  it('reads integers as Python does, with octal, hexadecimal and binary', () => {
    const size = (value: string) =>
      int(
        command('gnt-cluster', 'modify', `--candidate-pool-size=${value}`).options,
        'candidate_pool_size',
      )
    expect([size('10'), size('010'), size('0x10'), size('0b11'), size('-3'), size('0')]).toEqual([
      10, 8, 16, 3, -3, 0,
    ])
    expect(refusal('gnt-cluster', 'modify', '--candidate-pool-size=08')).toBe(
      "gnt-cluster: error: option --candidate-pool-size: invalid integer value: '08'",
    )
  })

  it('tells a yes|no option that is not given from one that says no', () => {
    const offline = (...flags: string[]) =>
      yesNo(command('gnt-node', 'modify', ...flags, 'nodeB').options, 'offline')
    expect([offline(), offline('-O', 'no'), offline('--offline=TRUE')]).toEqual([null, false, true])
  })

  it('turns a priority into its number', () => {
    const priority = (name: string) =>
      int(command('gnt-instance', 'migrate', `--priority=${name}`, 'x').options, 'priority')
    expect([priority('low'), priority('normal'), priority('high')]).toEqual([10, 0, -10])
  })

  it('splits key=value lists, where a key alone, no_key and -key have meanings', () => {
    const { options } = command('gnt-instance', 'modify', '-H', 'a=1,b,no_c,-d,e=x\\,y=z', 'web')
    expect(keyValues(options, 'hvparams')).toEqual({
      a: '1',
      b: true,
      c: false,
      d: null,
      e: 'x,y=z',
    })
    expect(keyValues(options, 'beparams')).toEqual({})
  })

  it('collects repeated ident:key=value options in order; only ident, no_ident and -ident remove', () => {
    const { options } = command(
      'gnt-instance',
      'modify',
      ...['--net', 'add:network=lan', '--net', '-1:ip=none', '--net', 'no_x', '--net', '-y', 'web'],
    )
    expect(allIdentified(options, 'nics')).toEqual([
      ['add', { network: 'lan' }],
      ['-1', { ip: 'none' }],
      ['x', false],
      ['y', null],
    ])
    expect(
      identified(command('gnt-instance', 'add', '-H', 'kvm', 'x').options, 'hypervisor'),
    ).toEqual(['kvm', {}])
  })

  it('reads policy bounds as sections of key=value lists', () => {
    const bounds = 'min:memory-size=4/max:memory-size=8//min:cpu-count=1'
    const { options } = command(
      'gnt-group',
      'modify',
      `--ipolicy-bounds-specs=${bounds}`,
      'default',
    )
    expect(options.ipolicy_bounds_specs).toEqual([
      { min: { 'memory-size': '4' }, max: { 'memory-size': '8' } },
      { min: { 'cpu-count': '1' } },
    ])
  })

  it('splits lists and collects repeated texts', () => {
    const templates = command('gnt-group', 'modify', '--ipolicy-disk-templates=drbd,plain', 'g')
    expect(texts(templates.options, 'ipolicy_disk_templates')).toEqual(['drbd', 'plain'])
    const nodes = command('gnt-cluster', 'command', '-n', 'a', '-nb', 'uptime', '-a')
    expect(texts(nodes.options, 'nodes')).toEqual(['a', 'b'])
    expect(nodes.args).toEqual(['uptime', '-a'])
  })

  it('has a default for every option not given', () => {
    const { options } = command('gnt-instance', 'shutdown', 'web')
    expect(int(options, 'timeout')).toBe(120)
    expect(text(options, 'multi_mode')).toBeNull()
    expect(declares(options, 'timeout')).toBe(true)
    expect(declares(options, 'dst_node')).toBe(false)
  })

  it('does not share collected values between lines', () => {
    command('gnt-cluster', 'command', '-n', 'a', 'uptime')
    expect(texts(command('gnt-cluster', 'command', 'uptime').options, 'nodes')).toEqual([])
  })
})

describe('refusals of single values', () => {
  it.each([
    [['-B', 'a=1,a=2'], "Duplicate key 'a' in option -B"],
    [['--backend-p=a,-a'], "Duplicate key 'a' in option --backend-parameters"],
    [['--net', 'no_1:ip=x'], 'Cannot pass options when removing parameter groups: no_1:ip=x'],
  ])('gnt-instance modify %j', (flags, sentence) => {
    expect(refusal('gnt-instance', 'modify', ...flags, 'web')).toBe(
      `Failure: unknown/wrong parameter name '${sentence}'`,
    )
  })

  it.each([
    ['min:a=1/min:a=2', "Duplicated parameter 'min' in parsing --ipolicy-bounds-specs: min:a=2"],
    ['min:a=1/', "Empty section in option '--ipolicy-bounds-specs'"],
    ['min:a', "Missing value for key 'a' in option --ipolicy-bounds-specs"],
  ])('gnt-group modify --ipolicy-bounds-specs=%s', (value, sentence) => {
    expect(refusal('gnt-group', 'modify', `--ipolicy-bounds-specs=${value}`, 'default')).toBe(
      `Failure: unknown/wrong parameter name '${sentence}'`,
    )
  })

  it('quotes values as Python does', () => {
    expect(refusal('gnt-instance', 'list', "--units=it's")).toBe(
      `gnt-instance: error: option --units: invalid choice: "it's" (choose from 'h', 'm', 'g', 't')`,
    )
  })

  it('limits optional arguments', () => {
    expect(refusal('gnt-cluster', 'watcher', 'pause', '1h', '2h')).toBe(
      'Error: Command watcher expects only 2 argument(s)',
    )
  })
})

describe('reading an option', () => {
  it('fails loudly when the command has none of that name or it is something else', () => {
    const { options } = command('gnt-node', 'list')
    expect(() => flag(options, 'dst_node')).toThrow('dst_node')
    expect(() => int(options, 'no_headers')).toThrow('no_headers')
    expect(() => texts(options, 'verbose')).toThrow('verbose')
  })
})

describe('the declarations', () => {
  const programs = RELEASES.flatMap((release) => [...programsOf({ release }).values()])

  it('have no flag twice in a command', () => {
    for (const { commands } of programs) {
      for (const { program, name, options } of commands) {
        const flags = [
          ...options.flatMap((o) => o.flags),
          '-d',
          '--debug',
          '--reason',
          '-h',
          '--help',
        ]
        expect(new Set(flags).size, `${program} ${name}`).toBe(flags.length)
      }
    }
  })

  it('leave only the last argument of a command unlimited', () => {
    for (const { commands } of programs) {
      for (const { args, name } of commands) {
        expect(
          args.slice(0, -1).filter((arg) => arg.max === null),
          name,
        ).toEqual([])
      }
    }
  })
})

describe('what a release has', () => {
  const reply = (release: Release, name: ProgramName, ...argv: string[]) => {
    const parsed = parseIn(release, name, ...argv)
    return parsed.kind === 'reply' ? { stderr: parsed.stderr, exit: parsed.exit } : 'a command'
  }

  it.each([
    ['2.12', 'gnt-job', ['cancel', '--kill', '1'], '--kill'],
    ['2.12', 'gnt-instance', ['rename', '-f', 'a', 'b'], '-f'],
    [
      '2.12',
      'gnt-cluster',
      ['master-failover', '--ignore-offline-nodes=yes'],
      '--ignore-offline-nodes',
    ],
    ['2.11', 'gnt-instance', ['grow-disk', '--ignore-ipolicy', 'a', '0', '1g'], '--ignore-ipolicy'],
  ] as const)('%s: %s %j has no option %s', (release, name, argv, option) => {
    const refused = reply(release, name, ...argv)
    expect(refused).toMatchObject({ exit: 2 })
    expect(refused).toHaveProperty(
      'stderr',
      expect.stringContaining(`${name}: error: no such option: ${option}\n`),
    )
    expect(reply('3.0', name, ...argv)).toBe('a command')
  })

  it('is said in the usage line of that release', () => {
    const usage = (release: Release) => reply(release, 'gnt-node', 'modify', '--nosuch')
    expect(usage('2.11')).toHaveProperty(
      'stderr',
      expect.stringContaining('gnt-node modify <node_name>\n'),
    )
    expect(usage('3.0')).toHaveProperty(
      'stderr',
      expect.stringContaining('gnt-node modify <node-name>\n'),
    )
  })

  it('does not hold later commands and programs', () => {
    const names = (release: Release) => [
      ...programsOf({ release }).keys(),
      ...(programsOf({ release }).get('gnt-debug')?.commands ?? []).map(({ name }) => name),
    ]
    expect(names('3.0')).toEqual(expect.arrayContaining(['gnt-filter', 'metad', 'wconfd']))
    expect(names('2.12')).toContain('wconfd')
    for (const later of ['gnt-filter', 'metad', 'test-osparams'])
      expect(names('2.12')).not.toContain(later)
    expect(names('2.11')).not.toContain('wconfd')
  })

  it('leaves a command the defaults of options that came later', () => {
    const parsed = parseIn('2.11', 'gnt-instance', 'rename', 'a', 'b')
    if (parsed.kind !== 'command') throw new Error('refused')
    expect(flag(parsed.options, 'force')).toBe(false)
  })
})

describe('a help text', () => {
  it('aligns what flags do, below them when they are long', () => {
    const copyfile = programsOf({ release: '3.0' })
      .get('gnt-cluster')
      ?.commands.find(({ name }) => name === 'copyfile')
    if (!copyfile) throw new Error('there is no copyfile')
    expect(commandHelp(copyfile)).toBe(
      [
        'Usage',
        '=====',
        '  gnt-cluster copyfile [-n <node-name>...] <filename>',
        '',
        'Copy a file from this node to the others',
        '',
        'Options',
        '=======',
        '--node=<node>, -n <node>',
        '                        Take only this node (can be repeated)',
        '--use-replication-network',
        '                        Reach the nodes over their second network',
        '--node-group=<nodegroup>, -g <nodegroup>',
        '                        Name or UUID of a node group',
        '--debug, -d             Log more of what happens (can be repeated)',
        '--reason=REASON         Why you do this; kept with the job',
        '--help, -h              Print this text',
        '',
      ].join('\n'),
    )
  })
})
