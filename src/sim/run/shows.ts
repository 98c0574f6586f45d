import { clone } from '../../lib/clone.ts'
import type { Ramp } from '../../lib/ramp.ts'
import type { NodeName } from '../cluster/config.ts'
import type { Daemon } from '../releases.ts'

/**
 * What a program or an opcode lets others see of itself: the picture, the guide, other programs. Its variables are
 * its own. It says what follows from them (`shows`), and the runner keeps that in its frame after each step.
 */
export interface Shows {
  /** The votes that it gathers; null: none. */
  vote?: Vote | null
  /** The cluster's address on its way; null: at rest. */
  addressWay?: AddressWay | null
  /** The daemon that it is starting; '': none. One that waits for votes counts as running already. */
  starting?: Daemon | ''
  /** It starts and stops the daemons of its node: none of them is missing meanwhile. */
  handlesDaemons?: true
  /** Exit status of a shell's last command. */
  status?: number
  /** The directory of a shell. */
  cwd?: string
  /** It has shown what it has to show, and goes on until it is ended by hand. */
  lasting?: boolean
  /** Opcodes: the node on which it brings its instance up; '': none. */
  startsOn?: NodeName
  /** Opcodes: the node that its instance leaves by a failover, from the first change on; '': none. */
  failsOverFrom?: NodeName
  /** Opcodes: the node on which it makes a copy of its instance's disks; '': none. */
  copiesTo?: NodeName
}

/** A round of votes about who is the master. */
export interface Vote {
  /** Who needs the votes; null: any answer will do. */
  candidate: NodeName | null
  /** Nodes that are asked. */
  of: number
  /** Whom each node named in the last whole round; null: it did not say. */
  answers: Record<NodeName, NodeName | null>
}

/** The cluster's address on its way from one node to another. */
export interface AddressWay {
  from: NodeName
  to: NodeName
  /** 0: still there; 1: arrived. */
  way: Ramp
}

/** Keeps in a frame what is shown now; a copy, since the World holds nothing twice. Undefined: nothing ever is. */
export function publish(frame: { shows?: Shows }, shows: Shows | undefined): void {
  if (shows) frame.shows = clone(shows)
}
