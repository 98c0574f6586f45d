/**
 * Everything that commands word or do differently from release to release. A command asks for a
 * behaviour by name; it never compares release numbers.
 */
export interface Wording {
  /** Growing a disk that is no volume. */
  notGrowable: (template: string) => string
}
