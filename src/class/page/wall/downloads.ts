import { strToU8, zipSync } from 'fflate'
import { t } from '../../../lib/language/t.ts'
import { messageOf } from '../../../lib/text/message.ts'
import { emptyRecording } from '../../../session/recording/recording.ts'
import { download } from '../../../session/save/download.ts'
import { packedSaveOf, sessionFile } from '../../../session/save/pack.ts'
import type { Session } from '../../../session/session.ts'
import type { Wall } from './wall-line.ts'
import { groupsIn, useWall } from './wall-state.ts'

type Files = Record<string, Uint8Array>

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

/** Where a session is in the archive: "group-1/2-crash.json". */
const pathOf = (group: string, { lab }: Session, number: number): string =>
  `${plain(group)}/${number}-${plain(lab?.id ?? 'free-play')}.json`

/** The files of all groups: the labs that are over, played again, and the present one with its time strip. */
async function filesOf(wall: Wall): Promise<Files> {
  const files: Files = {}
  const groups = groupsIn(useWall.getState())
  for (const [i, { id, name }] of groups.entries()) {
    useWall.setState({ task: t`The sessions are prepared: group ${i + 1} of ${groups.length}` })
    let number = 0
    await wall.eachEarlier(id, (session) => {
      number += 1
      // Whoever opens it plays its time strip.
      const text = `${JSON.stringify(packedSaveOf(session))}\n`
      files[pathOf(name, session, number)] = strToU8(text)
    })
    const watched = groupsIn(useWall.getState()).find((one) => one.id === id)?.watched
    const session = watched?.played.session
    if (!session) continue
    const text = sessionFile(session, watched?.recording ?? emptyRecording)
    files[pathOf(name, session, number + 1)] = strToU8(text)
  }
  return files
}

/** Downloads the sessions of all groups in one archive, a folder for each: browsers ask before they save many files. */
export async function downloadSessions(wall: Wall): Promise<void> {
  if (useWall.getState().task !== null) return
  try {
    download('class-sessions.zip', 'application/zip', zipSync(await filesOf(wall)))
  } catch (problem) {
    useWall.setState({ trouble: t`The sessions cannot be saved: ${messageOf(problem)}` })
  } finally {
    useWall.setState({ task: null })
  }
}
