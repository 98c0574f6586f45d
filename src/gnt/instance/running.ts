/**
 * Steps that bring an instance up or down, shared by startup, shutdown, reboot and others.
 * Source: lib/cmdlib/instance_storage.py (StartInstanceDisks) and lib/config.py (MarkInstance...).
 */
import { own } from '../../lib/own.ts'
import type { InstanceConf } from '../../sim/cluster/config.ts'
import { nodesOf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { fail, type OpContext, type OpPart } from '../../sim/run/opcode.ts'
import { ask, attempt } from '../../sim/run/parts.ts'
import { lockedInstance } from './checks.ts'
import { assembleDisks, type DISK_LOOP, shutdownDisks } from './disks/steps.ts'

type Loop = typeof DISK_LOOP
interface OnInstance {
  instance: string
}

/** Hooks of most operations run on the master and on the instance's nodes. */
export const hookNodes = <P extends OnInstance, V>(op: OpContext<P, V>): string[] => [
  op.master,
  ...nodesOf(lockedInstance(op)),
]

/** The instance alone; for operations that touch none of its nodes' resources. */
export const instanceLock = (instance: InstanceConf | undefined): Lock[] =>
  instance ? [{ level: 'instance', name: instance.name, mode: 'exclusive' }] : []

/** The instance, and the resources of its primary: two instances of a node don't start at once. */
export const primaryLocks = (instance: InstanceConf | undefined): Lock[] =>
  instance
    ? [...instanceLock(instance), { level: 'node-res', name: instance.primary, mode: 'exclusive' }]
    : []

/** Writes the wanted state, if it is another one. Running instances need their disks. */
export const markInstance = <P, V>(
  op: OpContext<P, V>,
  { name, adminState, disksActive, adminStateSource }: InstanceConf,
  to: 'up' | 'down',
): void => {
  const active = to === 'up' ? true : disksActive
  if (adminState === to && disksActive === active && adminStateSource === 'admin') return
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.adminState = to
      instance.adminStateSource = 'admin'
      instance.disksActive = active
    },
    { quiet: true },
  )
}

/**
 * StartInstanceDisks: assembles, and takes everything down again when that fails. `force` forgives the
 * secondary; null: no one could ask for that, so it is not hinted at.
 */
export const startDisks = <P extends OnInstance, V extends Loop>(
  name: string,
  force: (op: OpContext<P, V>) => boolean | null,
): OpPart<P, V> =>
  attempt(
    name,
    assembleDisks<P, V>(name, lockedInstance, {
      ignoreSecondaries: (op) => force(op) ?? false,
      failure: 'Disk consistency error',
    }),
    {
      caught: () => undefined,
      otherwise: [
        stopDisks<P, V>(`${name} again`),
        {
          [`(${name}: hint)`]: (op) => {
            if (force(op) === false)
              op.log(
                "      Hint: If the message above refers to a secondary node, you can retry the operation using '--force'",
              )
            return fail('Disk consistency error', {
              is: 'disks off',
              instance: lockedInstance(op).name,
            })
          },
        },
      ],
    },
  )

/** Variables that `startInstance` needs. */
export const STARTING = {
  /** Why the instance did not start, kept while its disks are released. */
  startFailure: '',
}

/** Starts an instance whose disks are active; fails with `cannot` after it has released the disks again. */
export const startInstance = <P extends OnInstance, V extends Loop & typeof STARTING>(
  name: string,
  cannot: (op: OpContext<P, V>, error: string) => string,
  instanceOf: (op: OpContext<P, V>) => InstanceConf = lockedInstance,
  paused: (op: OpContext<P, V>) => boolean = () => false,
): OpPart<P, V> =>
  attempt(
    name,
    ask(name, 'instance_start', {
      to: (op) => instanceOf(op).primary,
      args: (op) => ({ instance: instanceOf(op), ...(paused(op) ? { paused: true } : {}) }),
      answer: (op, reply) => {
        if (!reply.ok) return fail(cannot(op, reply.error))
      },
    }),
    {
      caught: (op, why) => {
        op.vars.startFailure = why
      },
      otherwise: [
        stopDisks<P, V>('undo: deactivate disks'),
        { [`(${name}: give up)`]: (op) => fail(op.vars.startFailure) },
      ],
    },
  )

/** ShutdownInstanceDisks where failures are warned of and nothing more. */
export const stopDisks = <P extends OnInstance, V extends Loop>(name: string): OpPart<P, V> =>
  shutdownDisks<P, V>(name, lockedInstance, () => true)
