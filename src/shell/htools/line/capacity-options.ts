import { bad, good } from '../../../sim/htools/outcome.ts'
import { readInteger, splitAt } from '../../../sim/htools/text/numbers.ts'
import { type Declared, flag, number, set, taking } from './option-kinds.ts'
import { readInstanceSize, readTemplate } from './values.ts'

/** Options about new instances, and about emptying nodes. */
export const CAPACITY_OPTIONS = {
  diskTemplate: taking(
    ['', 'disk-template'],
    'TEMPLATE',
    'disk template of the instances to place',
    (text) => {
      const template = readTemplate(text)
      return template.ok ? good({ diskTemplate: template.value }) : template
    },
  ),
  spindleUse: taking(
    ['', 'spindle-use'],
    'SPINDLES',
    'spindles that an instance uses [as the policy says]',
    (text) => {
      const value = readInteger('parsing spindle-use', text)
      if (!value.ok) return value
      return value.value < 0
        ? bad('Invalid value of the spindle-use (expected >= 0)')
        : good({ spindleUse: value.value })
    },
  ),
  independentGroups: flag(
    ['', 'independent-groups'],
    'judge each node group for itself',
    set({ independentGroups: true }),
  ),
  acceptExisting: flag(
    ['', 'accept-existing-errors'],
    'go on although the cluster is not N+1 happy',
    set({ acceptExisting: true }),
  ),
  standardSize: taking(
    ['', 'standard-alloc'],
    'STDSPEC',
    "size of the instances of the second trial: 'disk,ram,cpu'",
    (text) => {
      const size = readInstanceSize('standard', text)
      return size.ok ? good({ standardSize: size.value }) : size
    },
  ),
  tieredSize: taking(
    ['', 'tiered-alloc'],
    'TSPEC',
    "size at which the first trial begins: 'disk,ram,cpu'",
    (text) => {
      const size = readInstanceSize('tiered', text)
      return size.ok ? good({ tieredSize: size.value }) : size
    },
  ),
  restrictTo: taking(
    ['', 'restrict-allocation-to'],
    'NODE,...',
    'place instances on these nodes only',
    (names) => good({ onlyNodes: splitAt(',', names) }),
  ),
  nodeTags: taking(['', 'node-tags'], 'TAG,...', 'only nodes that have one of these tags', (tags) =>
    good({ nodeTags: splitAt(',', tags) }),
  ),
  printMoves: flag(['', 'print-moves'], 'show where instances go', set({ printMoves: true })),
  fullEvacuation: flag(
    ['', 'full-evacuation'],
    'take every instance off the nodes, secondaries too',
    set({ fullEvacuation: true }),
  ),
  skipNonRedundant: flag(
    ['', 'skip-non-redundant'],
    'leave out nodes with an instance that has no second copy',
    set({ nonRedundant: 'skip' }),
  ),
  ignoreNonRedundant: flag(
    ['', 'ignore-non-redundant'],
    'as if every instance had a second copy',
    set({ nonRedundant: 'ignore' }),
  ),
  force: flag(['f', 'force'], 'go on where a warning would end it', set({ force: true })),
  oneStep: flag(['', 'one-step-only'], 'only the first group', set({ firstStepOnly: true })),
  offlineMaintenance: flag(
    ['', 'offline-maintenance'],
    'as if no instance ran',
    set({ offlineMaintenance: true }),
  ),
  targetResources: number(
    ['', 'target-resources'],
    'FACTOR',
    'room to leave on each node, in standard instances',
    'target resources',
    (value) => ({ targetFactor: value }),
  ),
  leastResources: number(
    ['', 'minimal-resources'],
    'FACTOR',
    'room below which standby nodes are needed, in standard instances',
    'minimal resources',
    (value) => ({ leastFactor: value }),
  ),
  outputDirectory: taking(['d', 'output-dir'], 'PATH', 'where the files are written', (path) =>
    good({ outputDirectory: path }),
  ),
} as const satisfies Readonly<Record<string, Declared>>
