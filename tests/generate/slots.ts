import type { Operator } from './operator.ts'

/** A number in [0, 1), the next one of the session's. */
export type Draw = () => number

export const pickOf = <T>(draw: Draw, items: readonly T[]): T => {
  const item = items[Math.floor(draw() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Some of the items, at least one, in their order. */
const someOf = (draw: Draw, items: readonly string[], most: number): string[] => {
  const wanted = 1 + Math.floor(draw() * most)
  const chosen = new Set(Array.from({ length: wanted }, () => pickOf(draw, items)))
  return items.filter((item) => chosen.has(item))
}

const DOMAIN = '.virt.nsrc.org'

/** A name as people type it: mostly as it is, at times whole, in capitals, or one that does not exist. */
function spelt(draw: Draw, names: readonly string[], domain = ''): string {
  const chance = draw()
  if (names.length === 0 || chance < 0.02) return 'ghost'
  const name = pickOf(draw, names)
  const short = name.endsWith(DOMAIN) ? name.slice(0, -DOMAIN.length) : name
  if (chance < 0.06) return short.toUpperCase()
  return chance < 0.14 ? `${short}${domain}` : short
}

/** Filters in Ganeti's query language. */
const FILTERS = {
  instance: [
    'status == "running"',
    'name =~ "^debian"',
    'pnode == "nodea.virt.nsrc.org" or "web" in tags',
    'not (disk_template == "drbd")',
    'be/memory > 100',
    'disk.size/0 >= 1024 and admin_up',
    'name ==',
  ],
  node: [
    'drained',
    'not offline',
    'pinst_cnt > 0',
    'name =* "node[ab]*"',
    'role == "M" or sinst_cnt == 0',
  ],
} as const

/** What may fill each word in braces, from the cluster of the operator. */
export function slotsOf(operator: Operator, draw: Draw): Readonly<Record<string, () => string>> {
  const fields = (program: string) => () => {
    const all = operator.fieldsOf(program)
    return [...(all.includes('name') ? ['name'] : []), ...someOf(draw, all, 4)].join(',')
  }
  const one =
    (...words: readonly string[]) =>
    () =>
      pickOf(draw, words)
  return {
    instance: () => spelt(draw, operator.instances(), DOMAIN),
    node: () => spelt(draw, operator.nodes(), DOMAIN),
    group: () => spelt(draw, operator.groups()),
    network: () => spelt(draw, operator.networks()),
    job: () => String(Math.max(1, operator.lastJob() - Math.floor(draw() * 12) + 1)),
    newinstance: one('new1', 'new2', 'web1', 'web1.virt.nsrc.org', 'debianx'),
    newgroup: one('far', 'rack2', 'default'),
    newnetwork: one('net1', 'net2'),
    cidr: one('10.20.0.0/24', '192.168.9.0/28', '10.20.0.0/30', '10.20.0.0'),
    cidrhost: one('10.20.0.1', '10.20.0.7', '192.168.9.3', '10.99.0.1'),
    disk: one('0', '0', '0', '1', '-1'),
    size: one('64M', '128m', '512M', '1g', '2048', '1.5G', '90000G', 'x'),
    tag: one('web', 'db', 'prod', 'a-b_c', 'bad!tag'),
    os: one('-o debootstrap+default', '-o noop', '-o image+minimal', '-o nosuch'),
    nochecks: one('--no-name-check --no-ip-check', '--no-name-check --no-ip-check --no-start'),
    instancefields: fields('gnt-instance'),
    nodefields: fields('gnt-node'),
    groupfields: fields('gnt-group'),
    jobfields: one('id,status', 'id,ops,opresult', 'id,opstatus,summary,priority', 'id,nosuch'),
    networkfields: fields('gnt-network'),
    filterfields: fields('gnt-filter'),
    backupfields: fields('gnt-backup'),
    predicates: one(
      `--predicates='[["jobid", [">", "id", 1000]]]'`,
      `--predicates='[["opcode", ["=", "OP_ID", "OP_TEST_DELAY"]]]'`,
      `--predicates='[["nosuch", []]]'`,
    ),
    storagefields: one('node,name,size', 'name,size,used,free,allocatable', 'node,type,nosuch'),
    instancefilter: one(...FILTERS.instance),
    nodefilter: one(...FILTERS.node),
  }
}

/** A template with its choices made and its words filled in. */
export function filled(template: string, slots: ReturnType<typeof slotsOf>, draw: Draw): string {
  let text = template
  for (let before = ''; before !== text; ) {
    before = text
    text = text
      .replace(/\[([^[\]()]*)\]/, (_, inner: string) => (draw() < 0.5 ? inner : ''))
      .replace(/\(([^[\]()]*)\)/, (_, inner: string) => pickOf(draw, inner.split('|')))
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const slot = Object.hasOwn(slots, name) ? slots[name] : undefined
    if (!slot) throw new Error(`no slot is called ${name}`)
    return slot()
  })
}
