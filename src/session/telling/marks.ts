import { own } from '../../lib/own.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { mastersOf } from '../../sim/cluster/newest.ts'
import type { World } from '../../sim/world.ts'
import type { Mark } from '../recording.ts'
import { letterOf } from './line.ts'
import { changedDaemons, changedWires } from './machines.ts'

const machineWords = (before: World, after: World): string[] =>
  Object.values(after.machines).flatMap((m) => {
    const old = own(before.machines, m.name)
    if (!old) return []
    const who = letterOf(after, m.name)
    const words: string[] = []
    if (old.power.is !== m.power.is && m.power.is !== 'booting')
      words.push(m.power.is === 'on' ? `${who} back` : `${who} off`)
    if (old.cable.is !== m.cable.is)
      words.push(m.cable.is === 'out' ? `${who} unplugged` : `${who} plugged in`)
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
    return actingMasters(before).length > 1 ? [] : [`${actingMasters(after).length} masters`]
  const [was] = mastersOf(before)
  const [is] = mastersOf(after)
  return is === undefined || is === was ? [] : [`${letterOf(after, is)} master`]
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
