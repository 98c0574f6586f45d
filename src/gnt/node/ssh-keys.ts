/**
 * The candidates' ssh keys on all nodes: a job takes them from, or gives them to, one node after the
 * other, over ssh. Source: lib/backend.py (AddNodeSshKeyBulk, RemoveNodeSshKeyBulk) and
 * lib/cmdlib/common.py (WarnAboutFailedSshUpdates) of 2.13 and later.
 */
import type { NodeName } from '../../sim/cluster/config.ts'
import { reach } from '../../sim/net.ts'
import { byRelease } from '../../sim/releases.ts'
import { type OpContext, type OpPart, sleep } from '../../sim/run/opcode.ts'
import { when } from '../../sim/run/parts.ts'
import { sshGiveUpMs, sshOptions } from './ssh.ts'

/** Whether jobs keep the keys up to date on all nodes. */
const keepsSshKeys = byRelease({ '2.11': false, '3.0': true })

const TRIES = 3
const EACH_MS = 500

interface KeyUpdate {
  target: NodeName
  /** `leave`: the node itself is asked to forget the others, too. */
  verb: 'add' | 'remove' | 'leave'
}

interface Updating {
  /** Nodes that did not answer any of the tries. */
  deaf: NodeName[]
}

/** Initial values of the variables that `updateKeys` needs. */
export const UPDATING: Updating = { deaf: [] }

const lastError = (options: string, node: NodeName): string =>
  `Error after ${TRIES} retries. Last exception: Command 'ssh ${options} -oPort=22 -oStrictHostKeyChecking=no -4 root@${node} '/bin/sh -c /usr/lib/ganeti/ssh-update'' failed: exited with exit code 255.`

function complaint(options: string, { target, verb }: KeyUpdate, node: NodeName): string {
  const error = lastError(options, node)
  if (verb === 'add')
    return `When adding the key of node '${node}', updating SSH key files of node '${target}' failed after ${TRIES} retries. Not trying again. Last error was: ${error}.`
  return node === target
    ? `Removing SSH keys from node '${target}' failed. This can happen when the node is already unreachable. Error: ${error}`
    : `When removing the key of node '${target}', updating the SSH key files of node '${node}' failed. Last error was: ${error}.`
}

/** Steps that bring the keys up to date; `update` says null where nothing changes. */
export const updateKeys = <P, V extends Updating>(
  update: (op: OpContext<P, V>) => KeyUpdate | null,
): OpPart<P, V> =>
  when('ssh keys change', (op) => keepsSshKeys(op) && update(op) !== null, {
    updateSshKeys: (op) => {
      const what = update(op)
      if (!what) return
      const others = Object.values(op.config.nodes)
        .filter((n) => !n.offline && n.name !== op.master && n.name !== what.target)
        .map((n) => n.name)
      const all = what.verb === 'leave' ? [...others, what.target] : others
      op.vars.deaf = all.filter((node) => reach(op.world, op.master, node) === 'silent')
      const lost = op.vars.deaf.reduce(
        (sum, node) => sum + TRIES * sshGiveUpMs(op.world, op.master, node),
        0,
      )
      return sleep(lost + EACH_MS * (all.length - op.vars.deaf.length + 1))
    },
    tellSilentNodes: (op) => {
      const what = update(op)
      if (!what || op.vars.deaf.length === 0) return
      op.log("Some nodes' SSH key files could not be updated:")
      for (const node of op.vars.deaf) op.log(`${node}: ${complaint(sshOptions(op), what, node)}`)
    },
  })
