/** What a long session types, again and again. */
export const LINES: readonly string[] = [
  'gnt-instance list',
  'gnt-node list',
  'gnt-instance migrate -f debianY',
  'gnt-cluster verify',
  'gnt-instance info debianX',
  'gnt-node modify -D yes nodeC',
  'gnt-node modify -D no nodeC',
  'gnt-job list',
]
