import { bad, good } from '../../../sim/htools/outcome.ts'
import { readInteger, splitAt } from '../../../sim/htools/text/numbers.ts'
import { type Declared, flag, gain, number, search, set, taking } from './option-kinds.ts'

/** Options about the search for moves and the jobs that do them. */
export const SEARCH_OPTIONS = {
  evacuate: search(['E', 'evac-mode'], 'move only instances off offline and drained nodes', {
    evacuate: true,
  }),
  restrictedMigration: search(
    ['', 'restricted-migration'],
    'try no move that migrates an instance twice',
    { restrictedMigration: true },
  ),
  execute: flag(
    ['X', 'exec'],
    'submit the moves as jobs and wait for them; needs -L',
    set({ execute: true }),
  ),
  firstSet: flag(
    ['', 'first-job-group'],
    'only the first set of jobs',
    set({ firstSetOnly: true }),
  ),
  reason: taking(['', 'reason'], 'REASON', 'not simulated: jobs here carry no reason', () =>
    good({}),
  ),
  maxLength: number(
    ['l', 'max-length'],
    'N',
    'stop after N moves or allocations',
    'max solution length',
    (value) => ({ maxLength: value }),
    readInteger,
  ),
  minScore: number(
    ['e', 'min-score'],
    'EPSILON',
    'stop when the score is this close to the best possible one',
    'min score',
    (value) => ({ minScore: value }),
  ),
  minGain: gain(
    ['g', 'min-gain'],
    'DELTA',
    'stop when a move gains less than this',
    'min gain',
    'minGain',
  ),
  minGainLimit: gain(
    ['', 'min-gain-limit'],
    'SCORE',
    'below this score --min-gain counts',
    'min gain limit',
    'minGainLimit',
  ),
  noDiskMoves: search(['', 'no-disk-moves'], 'only migrate and fail over: copy no disks', {
    diskMoves: false,
  }),
  selected: taking(['', 'select-instances'], 'INSTS', 'move only these instances', (names) =>
    good({ selected: splitAt(',', names) }),
  ),
  noInstanceMoves: search(
    ['', 'no-instance-moves'],
    'change secondary nodes only: instances stay where they run',
    { instanceMoves: false },
  ),
  ignoreSoftErrors: search(['', 'ignore-soft-errors'], 'let moves break policies and N+1', {
    ignoreSoftErrors: true,
  }),
  excluded: taking(['', 'exclude-instances'], 'INSTS', 'leave these instances alone', (names) =>
    good({ excluded: splitAt(',', names) }),
  ),
  priority: taking(['', 'priority'], 'PRIO', 'priority of the jobs: low, normal, high', (text) =>
    text === 'low' || text === 'normal' || text === 'high'
      ? good({ priority: text })
      : bad(`Unknown priority '${text}'`),
  ),
  noSimulation: flag(
    ['', 'no-simulation'],
    'only look: balance nothing on trial',
    set({ simulation: false }),
  ),
  noCapacityChecks: flag(
    ['', 'no-capacity-checks'],
    'do not ask whether every node could be lost',
    set({ capacityChecks: false }),
  ),
  jobDelay: number(
    ['', 'job-delay'],
    'SECONDS',
    'wait this long before the jobs of a repair',
    'job delay',
    (value) => ({ jobDelaySeconds: value }),
  ),
  dryRun: flag(['', 'dry-run'], 'show what would be done, and do nothing', set({ dryRun: true })),
} as const satisfies Readonly<Record<string, Declared>>
