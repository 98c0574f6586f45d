import { strToU8, zipSync } from 'fflate'
import { download } from '../../../session/save/download.ts'
import { sessionFile } from '../../../session/save/pack.ts'
import { groupsIn, useWall } from './wall-state.ts'

/** Downloads the sessions of all groups in one archive: browsers ask before they save many files. */
export function downloadSessions(): void {
  const files = groupsIn(useWall.getState()).flatMap(({ name, watched }) => {
    const { played, recording } = watched
    if (!played.session) return []
    return [[`${fileName(name)}.json`, strToU8(sessionFile(played.session, recording))] as const]
  })
  download('class-sessions.zip', 'application/zip', zipSync(Object.fromEntries(files)))
}

const fileName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
