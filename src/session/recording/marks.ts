import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { mastersOf } from '../../sim/cluster/current-config.ts'
import type { World } from '../../sim/world.ts'
import { letterOf } from '../narration/describer.ts'
import { changedDaemons, changedWires } from '../narration/nodes.ts'
import type { Mark } from './recording.ts'

const machineWords = (before: World, after: World): string[] =>
  Object.values(after.machines).flatMap((m) => {
    const old = own(before.machines, m.name)
    if (!old) return []
    const who = letterOf(after, m.name)
    const words: string[] = []
    if (old.power.is !== m.power.is && m.power.is !== 'booting')
      words.push(m.power.is === 'on' ? t`${who} back` : t`${who} off`)
    if (old.cable.is !== m.cable.is)
      words.push(m.cable.is === 'out' ? t`${who} unplugged` : t`${who} plugged in`)
    if (old.volumeGroup.state !== m.volumeGroup.state)
      words.push(`${who} VG ${m.volumeGroup.state}`)
    return words
  })

const daemonWords = (before: World, after: World): string[] =>
  changedDaemons(before, after).flatMap(({ node, died, back }) => {
    const who = letterOf(after, node)
    const word = (daemons: string[], end: string) => {
      const [first] = daemons
      if (first === undefined) return []
      const what = daemons.length > 1 ? 'daemons' : first.replace('ganeti-', '')
      return [`${who} ${what} ${end}`]
    }
    return [...word(died, 'dead'), ...word(back, 'back')]
  })

const masterWords = (before: World, after: World): string[] => {
  if (actingMasters(after).length > 1)
    return actingMasters(before).length > 1 ? [] : [t`${actingMasters(after).length} masters`]
  const [was] = mastersOf(before)
  const [is] = mastersOf(after)
  return is === undefined || is === was ? [] : [t`${letterOf(after, is)} master`]
}

/** Short labels for the time strip that say what an input did: "B off". */
export const marksOf = (before: World, after: World, at: number): Mark[] => {
  if (before === after) return []
  const wires = changedWires(before, after).map(
    ({ a, b, is }) => `${letterOf(after, a)}-${letterOf(after, b)} ${is}`,
  )
  return [
    ...machineWords(before, after),
    ...wires,
    ...daemonWords(before, after),
    ...masterWords(before, after),
  ].map((text) => ({ at, text }))
}
