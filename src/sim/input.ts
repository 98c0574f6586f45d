import type { InstanceName, NodeName } from './cluster/config.ts'
import type { Daemon } from './releases.ts'
import type { Hardware } from './world.ts'

/**
 * All that can be done to a World from outside. Inputs are small, serialisable, and the only thing a
 * session records; letting time pass is not an input.
 */
export type Input =
  /** A line typed on a node's terminal: to the shell, or as an answer to a question. */
  | { kind: 'line'; terminal: string; text: string }
  /** Ctrl-C, or Ctrl-D on an empty line. */
  | { kind: 'key'; terminal: string; key: 'interrupt' | 'end-of-file' }
  | { kind: 'power'; node: NodeName; to: 'on' | 'off' }
  | { kind: 'cable'; node: NodeName; is: 'in' | 'out' }
  /** `slow`: the link works, at a hundredth of its speed. */
  | { kind: 'link'; nodes: [NodeName, NodeName]; is: 'cut' | 'slow' | 'whole' }
  | { kind: 'daemon'; node: NodeName; daemon: Daemon; is: 'dead' | 'running' }
  | { kind: 'guest'; instance: string; is: 'crashed' }
  | { kind: 'volume group'; node: NodeName; is: 'failed' | 'full' | 'whole' }
  | { kind: 'hardware'; change: Partial<Hardware> }
  /** Someone decides which instance a short name of the picture ("dX") stands for. */
  | { kind: 'label'; label: string; instance: InstanceName }
  /** What someone takes for the cause of the trouble. Changes nothing; the lesson judges it. */
  | { kind: 'diagnosis'; cause: string }

/** What the World lets be seen while it changes: text on terminals, in order. */
export interface Emission {
  at: number
  terminal: string
  /** `tty`: questions, written past redirections. `echo`: what was typed. `screen`: an instruction to the display. */
  stream: 'stdout' | 'stderr' | 'tty' | 'echo' | 'screen'
  text: string
}

/** Takes emissions as they occur. Called while the World changes: it must not change the World itself. */
export type Emit = (emission: Emission) => void
