/**
 * Everything that commands word or do differently from release to release. A command asks for a
 * behaviour by name; it never compares release numbers.
 */
export interface Wording {
  /** modify -t plain: how parts of a mirrored disk are called that could not be removed. */
  leftOver: Record<'copy' | 'metadata', (index: number) => string>
  /** modify --disk: what is refused, and how a disk is called that stays behind. */
  diskList: {
    several: (actions: readonly string[]) => string
    bareRemoval: string
    unknown: (ident: string) => { class: 'unclassified' | 'unknown_entity'; text: string }
    inactive: string
    diskless: string
    /** Whether a disk of a running instance is refused to be removed. */
    removesOnlyStopped: boolean
    cannotRemove: (index: number, node: string, error: string) => string
  }
  /** Options of the ssh command behind a console that not every release gives. */
  sshTimeout: string
  /** add: disks are objects of the configuration, attached and waited for once more. */
  attachesDisks: boolean
  /** modify: the metadata daemon of the primary is told. */
  updatesMetadata: boolean
  /** modify -t drbd without -n: what the client answers; null where an allocator can choose. */
  conversionNeedsNode: string | null
  /** What add says when no OS was named. */
  noOs: string
  /** Whether names outside the lab's zone resolve too. The recorded network knew its own hosts only. */
  resolvesAnyName: boolean
}
