import type { Lab } from '../../labs/lab.ts'
import { fetchLab } from '../../session/labs/catalogue.ts'
import { loadChunk } from '../../session/loading/load-chunk.ts'
import type { LabsAtHand, WantedLabs } from '../log/play.ts'

/** A shelf of labs: each is fetched, or read, when it is wanted first. What cannot be had is not on it. */
export function labShelf(): (wanted: WantedLabs) => Promise<LabsAtHand> {
  const labs = new Map<string, Lab>()
  const keep = (key: string, lab: Lab | undefined): void => {
    if (lab) labs.set(key, lab)
  }
  return async ({ ids, sources }) => {
    for (const id of ids) if (!labs.has(id)) keep(id, await fetchLab(id))
    for (const source of sources) {
      if (labs.has(source)) continue
      const { readForeignLab } = await loadChunk(() => import('../../labs/format/read.ts'))
      const read = readForeignLab(source)
      keep(source, read.ok ? read.lab : undefined)
    }
    return labs
  }
}
