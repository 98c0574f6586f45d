import type { Release } from '../../src/sim/releases.ts'

/** The nodes of the exercise, as releases before 3.0 store their names. */
export const A = 'nodeA.virt.nsrc.org'
export const B = 'nodeB.virt.nsrc.org'
export const C = 'nodeC.virt.nsrc.org'

/** The nodes of the exercise, as a release stores their names. */
export const nodesIn = (release: Release): [string, string, string] =>
  release === '3.0' ? [A.toLowerCase(), B.toLowerCase(), C.toLowerCase()] : [A, B, C]
