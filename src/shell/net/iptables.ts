import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import type { FirewallRule } from '../../sim/cluster/machine.ts'
import { machineOf, type World } from '../../sim/world.ts'
import { hostsOf, lookUp } from '../files/hosts.ts'
import type { NodeTool } from '../node/tool.ts'
import type { FilterResult } from '../text/filter.ts'

/** iptables: rules that drop what comes from another node (INPUT -s) or goes to one (OUTPUT -d). */

const CHAINS = ['INPUT', 'FORWARD', 'OUTPUT'] as const

const KNOWS =
  "this trainer's iptables knows -A, -I, -D, -C, -L, -S and -F, with INPUT -s ADDRESS -j DROP or OUTPUT -d ADDRESS -j DROP"

const refused = (why: string): FilterResult => ({ err: `iptables: ${why}; ${KNOWS}\n`, exit: 2 })

const isChain = (word: string | undefined): word is (typeof CHAINS)[number] =>
  CHAINS.some((chain) => chain === word)

const noChain: FilterResult = {
  err: 'iptables: No chain/target/match by that name.\n',
  exit: 1,
}

/** A rule as it was typed, without the chain; a result where it is none that this one knows. */
function ruleOf(
  world: World,
  node: NodeName,
  chain: FirewallRule['chain'],
  words: readonly string[],
): FirewallRule | FilterResult {
  let ip: string | undefined
  let target: string | undefined
  for (let i = 0; i < words.length; i += 2) {
    const [option = '', value] = [words[i], words[i + 1]]
    if (value === undefined)
      return { err: `iptables: option "${option}" requires an argument\n`, exit: 2 }
    if (option === '-j' || option === '--jump') target = value
    else if (option === (chain === 'INPUT' ? '-s' : '-d') || option === LONG[chain]) {
      const host = lookUp(world, node, value.replace(/\/32$/, ''))
      if (value.includes('/') && !value.endsWith('/32')) return refused(`${value} is a network`)
      if (!host) return { err: `iptables: host/network \`${value}' not found\n`, exit: 2 }
      ip = host.ip
    } else return refused(`${chain} ${option}`)
  }
  if (ip === undefined) return refused('a rule needs an address')
  if (target !== 'DROP') return refused(target === undefined ? 'no target' : `-j ${target}`)
  return { chain, ip, since: world.now }
}

const LONG = { INPUT: '--source', OUTPUT: '--destination' } as const

const sameAs =
  (rule: FirewallRule) =>
  ({ chain, ip }: FirewallRule): boolean =>
    chain === rule.chain && ip === rule.ip

const NO_RULE: FilterResult = {
  err: 'iptables: Bad rule (does a matching rule exist in that chain?).\n',
  exit: 1,
}

/** -A, -I, -D and -C, with what follows them. */
function change(world: World, node: NodeName, [action, ...given]: readonly string[]): FilterResult {
  const machine = machineOf(world, node)
  const rules = machine.firewall ?? []
  const [chain, ...words] = given
  if (!isChain(chain)) return noChain
  if (chain === 'FORWARD') return refused('FORWARD')
  const inChain = rules.filter((rule) => rule.chain === chain)
  const [number = ''] = words
  if (action === '-D' && words.length === 1 && /^\d+$/.test(number)) {
    const found = inChain[Number(number) - 1]
    if (!found) return { err: 'iptables: Index of deletion too big.\n', exit: 1 }
    machine.firewall = rules.filter((rule) => rule !== found)
    return { exit: 0 }
  }
  // Where in the chain a rule stands makes no difference: all of them drop.
  const rule = ruleOf(
    world,
    node,
    chain,
    action === '-I' && /^\d+$/.test(number) ? words.slice(1) : words,
  )
  if ('exit' in rule) return rule
  const at = rules.findIndex(sameAs(rule))
  if (action === '-C') return at < 0 ? NO_RULE : { exit: 0 }
  if (action === '-D') {
    if (at < 0) return NO_RULE
    machine.firewall = rules.filter((_rule, i) => i !== at)
  } else machine.firewall = action === '-I' ? [rule, ...rules] : [...rules, rule]
  return { exit: 0 }
}

function listed(world: World, node: NodeName, words: readonly string[]): FilterResult {
  const numeric = words.some((word) => /^-\w*n/.test(word) || word === '--numeric')
  const wanted = words.filter((word) => !word.startsWith('-'))
  if (wanted.some((word) => !isChain(word))) return noChain
  const hosts = hostsOf(world, node)
  const shown = (ip: string) => (numeric ? ip : (hosts.find((h) => h.ip === ip)?.name ?? ip))
  const any = numeric ? '0.0.0.0/0' : 'anywhere'
  const rules = machineOf(world, node).firewall ?? []
  const blocks = CHAINS.filter((chain) => wanted.length === 0 || wanted.includes(chain)).map(
    (chain) =>
      [
        `Chain ${chain} (policy ACCEPT)`,
        'target     prot opt source               destination         ',
        ...rules
          .filter((rule) => rule.chain === chain)
          .map(({ ip }) => {
            const [from, to] = chain === 'INPUT' ? [shown(ip), any] : [any, shown(ip)]
            return `DROP       all  --  ${from.padEnd(20)} ${to.padEnd(20)}`
          }),
        '',
      ].join('\n'),
  )
  return { out: blocks.join('\n'), exit: 0 }
}

const specified = (world: World, node: NodeName): FilterResult => ({
  out: [
    ...CHAINS.map((chain) => `-P ${chain} ACCEPT\n`),
    ...(machineOf(world, node).firewall ?? []).map(
      ({ chain, ip }) => `-A ${chain} ${chain === 'INPUT' ? '-s' : '-d'} ${ip}/32 -j DROP\n`,
    ),
  ].join(''),
  exit: 0,
})

const ACTIONS: Readonly<Record<string, string>> = {
  '--append': '-A',
  '--insert': '-I',
  '--delete': '-D',
  '--check': '-C',
  '--list': '-L',
  '--list-rules': '-S',
  '--flush': '-F',
}

/** `iptables`: adds, removes and lists the rules of this node. They are gone after a reboot. */
export const iptables: NodeTool = ({ world, node, args }) => {
  const words = args.flatMap((arg) => {
    const grouped = /^-([nv]+)L$|^-L([nv]+)$/.exec(arg)
    return grouped ? ['-L', `-${grouped[1] ?? grouped[2]}`] : [own(ACTIONS, arg) ?? arg]
  })
  const at = words.findIndex((word) => /^-[AIDCLSF]$/.test(word))
  if (at < 0)
    return args.length > 0
      ? refused(args[0] ?? '')
      : { err: 'iptables: no command specified\n', exit: 2 }
  const rest = [...words.slice(0, at), ...words.slice(at + 1)]
  switch (words[at]) {
    case '-L':
      return listed(world, node, rest)
    case '-S':
      return specified(world, node)
    case '-F':
      return flushed(world, node, rest)
  }
  const dashed = words.slice(0, at).find((word) => word !== '-w')
  return dashed === undefined ? change(world, node, words.slice(at)) : refused(dashed)
}

function flushed(world: World, node: NodeName, [chain]: readonly string[]): FilterResult {
  const machine = machineOf(world, node)
  if (chain !== undefined && !isChain(chain)) return noChain
  machine.firewall = (machine.firewall ?? []).filter(
    (rule) => chain !== undefined && rule.chain !== chain,
  )
  return { exit: 0 }
}
