import { showStrings } from '../haskell.ts'
import type { Result } from '../outcome.ts'
import { annotate, bad, good } from '../outcome.ts'
import type {
  ClusterSnapshot,
  GroupSnapshot,
  InstanceSnapshot,
  InstanceStatus,
  IPolicy,
  NodeSnapshot,
} from '../snapshot.ts'
import { allocPolicies, diskTemplates, instanceStatuses } from '../snapshot.ts'
import { readInteger, readNumber, splitAt } from './numbers.ts'
import { defaultPolicy, readPolicy } from './policies.ts'

/** Reads the file that `-t` names: five sections with an empty line between them (HTools/Backend/Text.hs). */

/** The first error among results, or all values. */
const all = <T>(results: readonly Result<T>[]): Result<T[]> => {
  const values: T[] = []
  for (const result of results) {
    if (!result.ok) return result
    values.push(result.value)
  }
  return good(values)
}

const yesOrNo = (value: string, wrong: string): Result<boolean> =>
  value === 'Y' || value === 'N' ? good(value === 'Y') : bad(wrong)

const readGroup = (fields: readonly string[]): Result<GroupSnapshot> => {
  const [name, uuid, policy, tags, networks = ''] = fields
  if (name === undefined || uuid === undefined || policy === undefined || tags === undefined)
    return bad(`Invalid/incomplete group data: '${showStrings(fields)}'`)
  const allocPolicy = allocPolicies.find((known) => known === policy)
  if (allocPolicy === undefined)
    return bad(`Invalid string value for type AllocPolicy: ${JSON.stringify(policy)}`)
  return good({
    uuid,
    name,
    allocPolicy,
    networks: splitAt(',', networks),
    tags: splitAt(',', tags),
    ipolicy: defaultPolicy,
  })
}

/** What the fields of a node that older files leave out mean. */
const NODE_DEFAULTS = ['1', '', 'N', '0', '1', '1.0']
const NODE_LEAST = 9
const NODE_MOST = NODE_LEAST + NODE_DEFAULTS.length

const UNKNOWN = '?'

const readNode = (
  fields: readonly string[],
  groups: readonly GroupSnapshot[],
): Result<NodeSnapshot> => {
  if (fields.length < NODE_LEAST)
    return bad(`Invalid/incomplete node data: '${showStrings(fields)}'`)
  const filled = [...fields, ...NODE_DEFAULTS.slice(fields.length - NODE_LEAST)].slice(0, NODE_MOST)
  const [name = '', tm = '', nm = '', fm = '', td = '', fd = '', tc = '', state, uuid = ''] = filled
  const [spindles = '', tags = '', exclusive = '', freeSpindles = '', ownCpus = '', speed = ''] =
    filled.slice(NODE_LEAST)
  if (!groups.some((group) => group.uuid === uuid))
    return bad(`Unknown group '${uuid}' for node ${name}`)
  const still = { name, group: uuid, drained: false, vmCapable: true }
  if ([tm, nm, fm, td, fd, tc].includes(UNKNOWN)) return good({ ...nothing, ...still })
  const numbers = all([
    readNumber(name, tm),
    readInteger(name, nm),
    readInteger(name, fm),
    readNumber(name, td),
    readInteger(name, fd),
    readNumber(name, tc),
    readInteger(name, ownCpus),
    readInteger(name, spindles),
    readNumber(name, speed),
    readInteger(name, freeSpindles),
  ])
  if (!numbers.ok) return numbers
  const [total = 0, own = 0, free = 0, disk = 0, freeDisk = 0, cpus = 0, used = 0, ...rest] =
    numbers.value
  const [totalSpindles = 0, cpuSpeed = 0, left = 0] = rest
  const exclusiveStorage = yesOrNo(
    exclusive,
    `Invalid exclusive_storage value for node '${name}': ${exclusive}`,
  )
  if (!exclusiveStorage.ok) return exclusiveStorage
  return good({
    ...still,
    tags: splitAt(',', tags),
    offline: state === 'Y',
    master: state === 'M',
    exclusiveStorage: exclusiveStorage.value,
    totalMemoryMib: total,
    reservedMemoryMib: own,
    freeMemoryMib: free,
    totalDiskMib: disk,
    freeDiskMib: freeDisk,
    totalCpus: cpus,
    reservedCpus: used,
    cpuSpeed,
    totalSpindles,
    freeSpindles: left,
  })
}

/** A node of which the file says that nothing is known. */
const nothing = {
  tags: [],
  offline: true,
  exclusiveStorage: false,
  totalMemoryMib: 0,
  reservedMemoryMib: 0,
  freeMemoryMib: 0,
  totalDiskMib: 0,
  freeDiskMib: 0,
  totalCpus: 0,
  reservedCpus: 0,
  cpuSpeed: 1,
  totalSpindles: 0,
  freeSpindles: 0,
} as const

const adminStateOf = (status: InstanceStatus): InstanceSnapshot['adminState'] =>
  status === 'ADMIN_down' ? 'down' : status === 'ADMIN_offline' ? 'offline' : 'up'

const INSTANCE_DEFAULTS = ['1', '-', 'N']
const INSTANCE_LEAST = 10
const INSTANCE_MOST = INSTANCE_LEAST + INSTANCE_DEFAULTS.length

const readInstance = (
  fields: readonly string[],
  nodes: ReadonlySet<string>,
): Result<InstanceSnapshot> => {
  if (fields.length < INSTANCE_LEAST)
    return bad(`Invalid/incomplete instance data: '${showStrings(fields)}'`)
  const filled = [...fields, ...INSTANCE_DEFAULTS.slice(fields.length - INSTANCE_LEAST)]
  const [name = '', mem = '', disk = '', vcpus = '', state, balanced = '', primary = '', second] =
    filled
  const [kind, tags = '', use = '', spindles = '', forthcoming = ''] = filled.slice(
    8,
    INSTANCE_MOST,
  )
  const missing = [primary, ...(second ? [second] : [])].find((node) => !nodes.has(node))
  if (missing !== undefined) return bad(`Unknown node '${missing}' for instance ${name}`)
  const numbers = all([mem, disk, vcpus].map((text) => readInteger(name, text)))
  if (!numbers.ok) return numbers
  const [memoryMib = 0, sizeMib = 0, cpus = 0] = numbers.value
  const status = instanceStatuses.find((known) => known === state)
  if (status === undefined)
    return bad(`Invalid string value for type InstanceStatus: ${JSON.stringify(state)}`)
  const autoBalance = yesOrNo(
    balanced,
    `Invalid auto_balance value '${balanced}' for instance ${name}`,
  )
  if (!autoBalance.ok) return autoBalance
  const diskTemplate = diskTemplates.find((known) => known === kind)
  if (diskTemplate === undefined)
    return annotate(
      `Instance ${name}`,
      bad(`Invalid string value for type DiskTemplate: ${JSON.stringify(kind)}`),
    )
  const spindleUse = readInteger(name, use)
  if (!spindleUse.ok) return spindleUse
  const used = spindles === '-' ? good(null) : readInteger(name, spindles)
  if (!used.ok) return used
  if (forthcoming === 'Y')
    return bad(`instance ${name} is forthcoming: such instances are not simulated`)
  if (forthcoming !== 'N')
    return bad(`Invalid forthcoming value '${forthcoming}' for instance ${name}`)
  if (diskTemplate === 'drbd' && second === primary)
    return bad(`Instance ${name} has same primary and secondary node - ${primary}`)
  return good({
    name,
    status,
    adminState: adminStateOf(status),
    diskTemplate,
    memoryMib,
    vcpus: cpus,
    spindleUse: spindleUse.value,
    disks: [{ sizeMib, spindles: used.value }],
    diskSpaceTotalMib: sizeMib,
    tags: splitAt(',', tags),
    nics: [],
    autoBalance: autoBalance.value,
    primary,
    secondary: second ? second : null,
  })
}

/** Lines between empty lines; `lines` of Haskell drops the last line end. */
const sectionsOf = (text: string): string[][] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const sections: string[][] = lines.length === 0 ? [] : [[]]
  for (const line of lines) {
    if (line === '') sections.push([])
    else sections.at(-1)?.push(line)
  }
  return sections
}

const fieldsOf = (line: string): string[] => splitAt('|', line)

/** The cluster that the text describes; the error is the sentence that Ganeti's programs print. */
export const parseClusterText = (text: string): Result<ClusterSnapshot> => {
  const sections = sectionsOf(text)
  const [groupLines = [], nodeLines = [], instanceLines = [], tags = [], policyLines = []] =
    sections
  if (sections.length < 4)
    return bad(`Invalid format of the input file: ${sections.length} sections instead of 4 or more`)
  const groups = all(groupLines.map((line) => readGroup(fieldsOf(line))))
  if (!groups.ok) return groups
  const nodes = all(nodeLines.map((line) => readNode(fieldsOf(line), groups.value)))
  if (!nodes.ok) return nodes
  const names = new Set(nodes.value.map(({ name }) => name))
  const instances = all(instanceLines.map((line) => readInstance(fieldsOf(line), names)))
  if (!instances.ok) return instances
  const policies = all(policyLines.map((line) => readPolicy(fieldsOf(line))))
  if (!policies.ok) return policies
  return withPolicies(
    {
      tags,
      enabledHypervisors: [],
      groups: groups.value,
      nodes: nodes.value,
      instances: instances.value,
    },
    policies.value,
  )
}

/** A policy without an owner is the cluster's; the others are those of the groups they name. */
const withPolicies = (
  snapshot: ClusterSnapshot,
  policies: readonly { readonly owner: string; readonly ipolicy: IPolicy }[],
): Result<ClusterSnapshot> => {
  let { groups } = snapshot
  let ipolicy = defaultPolicy
  for (const policy of policies) {
    if (policy.owner === '') {
      ipolicy = policy.ipolicy
      continue
    }
    const owned = groups.filter(({ name }) => name === policy.owner)
    if (owned.length !== 1) return bad(`Wrong number of elems found with name ${policy.owner}`)
    groups = groups.map((group) =>
      group.name === policy.owner ? { ...group, ipolicy: policy.ipolicy } : group,
    )
  }
  return good({ ...snapshot, groups, ipolicy })
}
