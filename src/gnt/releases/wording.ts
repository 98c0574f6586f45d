/**
 * Everything that commands word or do differently from release to release. A command asks for a
 * behaviour by name; it never compares release numbers.
 */
export interface Wording {
  /** Migration: how the target's disks are let go of, and whether opening is told. */
  closeDisks: (node: string) => string
  tellsOpening: boolean
  /** Migration: a node that keeps its right to write; forgiven of an offline one, and where it ends a retreat. */
  cannotClose: (node: string, error: string) => string
  cannotOpen: (node: string, error: string) => string
  forgivesOfflineOnClose: boolean
  closingEndsRetreat: boolean
  /** Migration: when the configuration names the new primary. */
  switchesPrimary: 'after the source let go' | 'after both let go'
  cannotFinalize: (failures: readonly { node: string; error: string }[]) => string
  /** Migration's clean-up: which nodes are asked where the instance runs, how a silent one is named. */
  cleanupAsks: 'both ends' | 'all online nodes'
  cleanupNames: 'by uuid' | 'by name'
  /** Whether what runs at both ends is aborted, and what runs elsewhere adopted. */
  cleanupRepairs: boolean
  /** Refusal of -n and -I with mirrored disks. */
  diskKind: string
  /** Growing a disk that is no volume. */
  notGrowable: (template: string) => string
  /** `disk template` or `disk types` in refusals. */
  noFailoverTemplate: (template: string) => string
  noMigrationTemplate: (template: string) => string
  /** Questions before an instance is stopped; the lines of the handout's release are laid out already. */
  failoverQuestion: (instance: string) => string | readonly string[]
  /** A second question before a failover that ignores consistency. */
  asksIfOffline: boolean
  /** A check that needs to know whether an instance runs, where its primary does not answer. */
  cannotAskOf: (instance: string, node: string) => string
  /** Options of the ssh command behind a console that not every release gives. */
  sshTimeout: string
}
