/**
 * What differs between Ganeti releases underneath the command line: daemons, distribution of the
 * configuration, votes, error texts of the transport. Wording of commands is in `gnt/releases/`.
 * Sources: doc/ and lib/ of the stable-2.11, stable-2.12 and stable-3.0 branches.
 */
export const RELEASES = ['2.11', '2.12', '3.0'] as const

/** A Ganeti release that the simulation can play, by its series: "3.0" stands for 3.0.2. */
export type Release = (typeof RELEASES)[number]

/** A Ganeti daemon, named like its process. Which of them exist depends on the release: `Behaviour.startOrder`. */
export type Daemon =
  | 'ganeti-noded'
  | 'ganeti-masterd'
  | 'ganeti-wconfd'
  | 'ganeti-luxid'
  | 'ganeti-rapi'
  | 'ganeti-confd'
  | 'ganeti-kvmd'
  | 'ganeti-mond'

/** What one release does differently from the others, as values that the engine reads. */
export interface Behaviour {
  /** As `gnt-cluster version` prints it. */
  software: string
  /** In the order the init script starts them. */
  startOrder: readonly Daemon[]
  /** Those that run on the master only. */
  masterDaemons: readonly Daemon[]
  /** The daemons that ask for votes before they start. */
  votingDaemons: readonly Daemon[]
  /** The daemon that holds the configuration and writes it. */
  configDaemon: Daemon
  /** What becomes of a job whose daemon finds that someone else wrote its file; null: nothing. */
  writtenOver: string | null
  /** The daemon that takes jobs. */
  jobDaemon: Daemon
  /** The daemon that answers queries. */
  queryDaemon: Daemon
  /** Whether clients hear at once that the master's daemons are down, and of a vote they lost. */
  clientsHearAtOnce: boolean
  /** `inside the job`: a write waits for every candidate and says who did not answer. */
  distribution: 'inside the job' | 'in the background'
  /** Whether disks are objects of their own: writing one leaves its instance's serial number alone. */
  disksAreObjects: boolean
  /** Whether names of nodes and instances are stored in lower case. */
  lowerCaseNames: boolean
  /** Whether the voter's own voice counts, when daemons start and in master-failover. */
  ownVoteCounts: boolean
  /** How a failed connection reads. `elapsedMs` is what the attempt took. */
  connectError: (ip: string, why: 'silent' | 'refused', elapsedMs: number) => string
  /** Memory that hail sets aside for a KVM node itself, in MiB; null: what the node reports. */
  staticKvmNodeMemoryMib: number | null
  /** What a client says whose job a closed queue refuses. */
  queueDrained: string
  /** The DRBD of the release's time. */
  drbdSeries: '8.3' | '8.4'
}

const oldConnectError: Behaviour['connectError'] = (ip, why) =>
  `Error 7: Failed connect to ${ip}:1811; ${why === 'refused' ? 'Connection refused' : 'No route to host'}`

const newConnectError: Behaviour['connectError'] = (ip, why, elapsedMs) =>
  why === 'silent' && elapsedMs >= 5000
    ? `Error 28: Failed to connect to ${ip} port 1811 after ${elapsedMs} ms: Timeout was reached`
    : `Error 7: Failed to connect to ${ip} port 1811 after ${elapsedMs} ms: Couldn't connect to server`

const luxidEra = {
  startOrder: [
    'ganeti-noded',
    'ganeti-confd',
    'ganeti-wconfd',
    'ganeti-rapi',
    'ganeti-luxid',
    'ganeti-kvmd',
    'ganeti-mond',
  ],
  masterDaemons: ['ganeti-wconfd', 'ganeti-rapi', 'ganeti-luxid'],
  votingDaemons: ['ganeti-wconfd', 'ganeti-luxid'],
  configDaemon: 'ganeti-wconfd',
  writtenOver: null,
  jobDaemon: 'ganeti-luxid',
  queryDaemon: 'ganeti-luxid',
  clientsHearAtOnce: false,
  distribution: 'in the background',
  disksAreObjects: true,
  ownVoteCounts: true,
  queueDrained: 'Unhandled Ganeti error: Queue drained',
} as const

/** The behaviour of every release. Read it through `behaviourOf`, which gives the common type. */
export const BEHAVIOUR = {
  '2.11': {
    software: '2.11.8',
    drbdSeries: '8.3',
    startOrder: [
      'ganeti-noded',
      'ganeti-masterd',
      'ganeti-rapi',
      'ganeti-luxid',
      'ganeti-kvmd',
      'ganeti-confd',
      'ganeti-mond',
    ],
    masterDaemons: ['ganeti-masterd', 'ganeti-rapi', 'ganeti-luxid'],
    votingDaemons: ['ganeti-masterd'],
    configDaemon: 'ganeti-masterd',
    writtenOver: 'The configuration file has been modified since the last write, cannot update',
    jobDaemon: 'ganeti-masterd',
    queryDaemon: 'ganeti-luxid',
    clientsHearAtOnce: true,
    distribution: 'inside the job',
    disksAreObjects: false,
    lowerCaseNames: false,
    queueDrained: "Failure: the job queue is marked for drain and doesn't accept new requests",
    ownVoteCounts: false,
    connectError: oldConnectError,
    staticKvmNodeMemoryMib: null,
  },
  '2.12': {
    ...luxidEra,
    software: '2.12.6',
    startOrder: [
      'ganeti-noded',
      'ganeti-wconfd',
      'ganeti-rapi',
      'ganeti-luxid',
      'ganeti-kvmd',
      'ganeti-confd',
      'ganeti-mond',
    ],
    drbdSeries: '8.3',
    lowerCaseNames: false,
    connectError: oldConnectError,
    staticKvmNodeMemoryMib: null,
  },
  '3.0': {
    ...luxidEra,
    software: '3.0.2',
    drbdSeries: '8.4',
    lowerCaseNames: true,
    connectError: newConnectError,
    staticKvmNodeMemoryMib: 4096,
  },
} as const satisfies Record<Release, Behaviour>

/** The engine-level behaviour of a release. */
export const behaviourOf = (release: Release): Behaviour => BEHAVIOUR[release]

/** A value per release; a release that is left out is like the one before it. */
export type ByRelease<T> = { readonly '2.11': T } & { readonly [R in Release]?: T }

/**
 * What differs between releases, beside the code that uses it: a table, and a function that gives the entry of the
 * release of a World, or of the context of a step.
 */
export const byRelease = <T>(
  table: ByRelease<T>,
): ((of: { readonly release: Release } | { readonly world: { release: Release } }) => T) => {
  const first = table['2.11']
  const second = '2.12' in table ? (table['2.12'] as T) : first
  const entries = {
    '2.11': first,
    '2.12': second,
    '3.0': '3.0' in table ? (table['3.0'] as T) : second,
  }
  return (of) => entries['world' in of ? of.world.release : of.release]
}
