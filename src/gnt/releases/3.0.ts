import type { Wording } from './wording.ts'

/** As recorded on 3.0.2. */
export const WORDING_3_0: Wording = {
  sshTimeout: ' -oConnectTimeout=10',
  cannotAskOf: (instance) => `Can't retrieve instance information for instance '${instance}'`,
}
