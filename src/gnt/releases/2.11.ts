import type { Wording } from './wording.ts'

/** The handout's release. */
export const WORDING_2_11: Wording = {
  sshTimeout: '',
  cannotAskOf: (_instance, node) => `Can't contact node ${node} for instance information`,
}
