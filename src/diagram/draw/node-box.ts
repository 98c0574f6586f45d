import { percent } from '../../lib/text/percent.ts'
import type { SceneNode } from '../scene/scene.ts'
import { columnsOf, type Geometry } from './geometry.ts'
import { bareNodeLabel } from './labels.ts'
import { type Canvas, centred, INK, type Ink, letters, strokes } from './picture.ts'

/** The flag of a node that takes itself, or another node, for the master when the other nodes do not. */
const beliefFlag = (node: SceneNode, believes: { name: string; label: string }): string =>
  believes.name === node.name ? 'master?' : `for ${bareNodeLabel(believes.label)}`

/** What a node's flags are called under its title. */
export const flagsOf = (node: SceneNode): string[] => [
  ...(node.master ? ['master'] : []),
  ...(node.believes ? [beliefFlag(node, node.believes)] : []),
  ...(node.votes ? [`votes ${node.votes.got}/${node.votes.of}`] : []),
  ...(node.drained ? ['drained'] : []),
  ...(node.offline ? ['offline'] : []),
  ...(node.oldConfig ? ['old config'] : []),
]

const deadWords = (node: SceneNode): string[] => {
  const [first, ...rest] = node.deadDaemons
  if (first === undefined) return []
  return [rest.length === 0 ? `${first} dead` : `${rest.length + 1} daemons dead`]
}

/**
 * Facts about the machine itself, the gravest first: power, boot, what is broken; "?" where Ganeti cannot
 * tell.
 */
export const factsOf = (node: SceneNode): string[] => {
  const { volumeGroup } = node
  const group = volumeGroup === 'whole' ? [] : [`VG ${volumeGroup}`]
  switch (node.power.is) {
    case 'off':
      return ['power off', ...group]
    case 'booting':
      return [`booting ${percent(node.power.fraction)}`, ...group]
    case 'unknown':
      return ['?']
    case 'on':
      return [
        ...(node.rival ? ['2 masters'] : []),
        ...(volumeGroup === 'failed' ? group : []),
        ...(node.cable === 'out' ? ['cable out'] : []),
        ...deadWords(node),
        ...(volumeGroup === 'full' ? group : []),
      ]
  }
}

/** The gravest fact in at most `room` characters, and how many more there are. */
export const factOf = (node: SceneNode, room: number): string => {
  const [first = '', ...rest] = factsOf(node)
  const counted = rest.length > 0 ? `${first} +${rest.length}` : first
  if (counted.length <= room) return counted
  return (
    first.length <= room ? first : first.replace('booting', 'boot').replace(' daemons', '')
  ).slice(0, room)
}

/** The ink of the facts inside a node. */
export const factInk = (node: SceneNode): Ink => {
  if (node.rival && node.power.is === 'on') return INK.bad
  return node.power.is === 'booting' ? INK.moving : INK.strong
}

/** The ink of the frame of a node. */
export const wallInk = (node: SceneNode): Ink => {
  switch (node.power.is) {
    case 'off':
      return INK.ghost
    case 'booting':
      return INK.moving
    case 'unknown':
      return INK.quiet
    case 'on':
      return INK.plain
  }
}

/** `- - -` of a machine without power. */
export const dashes = (length: number): string =>
  Array.from({ length }, (_, i) => (i % 2 === 0 ? ' ' : '-')).join('')

const sides = (c: Canvas, g: Geometry, node: SceneNode, left: number, ink: Ink): void => {
  const { power } = node
  const inner = g.rows.bottom - g.rows.top - 1
  const solidFrom =
    power.is === 'booting' ? g.rows.bottom - Math.round(inner * power.fraction) : g.rows.bottom
  const dashed = power.is === 'off' || power.is === 'booting'
  for (let y = g.rows.fact; y < g.rows.bottom; y++) {
    if (node.drained && (y === g.rows.fact || y === g.rows.bottom - 1)) continue
    if (dashed && y < solidFrom && (y - g.rows.top) % 2 === 0) continue
    strokes(c, left, y, '|', ink)
    strokes(c, left + g.nodeWidth - 1, y, '|', ink)
  }
}

/** The outline: `+---+`, dashed without power, an octagon while drained. */
export const drawWalls = (c: Canvas, g: Geometry, node: SceneNode): void => {
  const { left } = columnsOf(g, node.name)
  const ink = wallInk(node)
  const { top, fact, bottom } = g.rows
  const dashed = node.power.is === 'off' || node.power.is === 'booting'
  const inner = g.nodeWidth - 2
  const right = left + g.nodeWidth - 1
  const horizontal = (length: number, solid: boolean) =>
    solid ? '-'.repeat(length) : dashes(length)
  const solidBottom = !dashed || node.power.is === 'booting'
  if (node.drained) {
    strokes(c, left + 2, top, `/${horizontal(inner - 4, !dashed)}\\`, ink)
    strokes(c, left + 2, bottom, `\\${horizontal(inner - 4, solidBottom)}/`, ink)
    strokes(c, left + 1, fact, '/', ink)
    strokes(c, right - 1, fact, '\\', ink)
    strokes(c, left + 1, bottom - 1, '\\', ink)
    strokes(c, right - 1, bottom - 1, '/', ink)
  } else {
    strokes(c, left, top, `+${horizontal(inner, !dashed)}+`, ink)
    strokes(c, left, bottom, `+${horizontal(inner, solidBottom)}+`, ink)
  }
  sides(c, g, node, left, ink)
}

/** `(master)`; several share the parentheses where they would not fit one by one. */
export const flagText = (flags: string[], room: number): string => {
  if (flags.length === 0) return ''
  const short = flags.map((flag) => flag.replace('old config', 'old'))
  const forms = [flags, short].flatMap((words) => [
    words.map((word) => `(${word})`).join(''),
    `(${words.join(',')})`,
  ])
  const last = `(${flags.map((flag) => flag.slice(0, 3)).join(',')})`
  return forms.find((form) => form.length <= room) ?? last
}

/** The ink of the flags below the name of a node. */
export const flagInk = (node: SceneNode): Ink => {
  if (node.rival) return INK.bad
  if (node.offline || node.oldConfig || node.drained || node.believes) return INK.warning
  return node.votes ? INK.moving : INK.strong
}

/** `[job 16]`; `[jobs 16,17]`; or how many. */
export const jobText = (jobs: number[], room: number): string => {
  if (jobs.length === 0) return ''
  const all = jobs.length === 1 ? `[job ${jobs[0]}]` : `[jobs ${jobs.join(',')}]`
  return all.length <= room ? all : `[${jobs.length} jobs]`
}

/** Title, flags, the fact, and the tags in the walls. */
export const drawWords = (c: Canvas, g: Geometry, node: SceneNode): void => {
  const { left, title } = columnsOf(g, node.name)
  const off = node.power.is === 'off'
  const label = g.titles.get(node.name) ?? bareNodeLabel(node.label)
  letters(
    c,
    title - Math.floor(label.length / 2),
    g.rows.title,
    label,
    off ? INK.ghost : INK.strong,
  )

  const flags = flagText(flagsOf(node), g.flagRoom)
  const centredAt = title - Math.floor((flags.length + 1) / 2)
  const flagColumn = Math.max(0, Math.min(c.width - flags.length, centredAt))
  letters(c, flagColumn, g.rows.flags, flags, flagInk(node))
  // A band says that something is set aside; the master is not.
  const setAside = flagInk(node) === INK.warning || flagInk(node) === INK.moving
  if (node.master && setAside && flags.startsWith('(master)'))
    letters(c, flagColumn, g.rows.flags, '(master)', INK.strong)

  const room = g.nodeWidth - 2 - (node.drained ? 2 : 0)
  const fact = factOf(node, room)
  centred(c, left + 1, g.nodeWidth - 2, g.rows.fact, fact, factInk(node))

  letters(c, left + 5 + g.extra, g.rows.top, jobText(node.jobs, 11), INK.moving)
  if (node.oldConfig) {
    const tag = `[${node.oldConfig.has}<${node.oldConfig.master}]`
    letters(c, left + g.nodeWidth - 2 - tag.length, g.rows.bottom, tag, INK.warning)
  }
  c.regions.push({
    id: `node/${node.name}`,
    of: { kind: 'node', node: node.name },
    x: left,
    y: g.rows.title,
    width: g.nodeWidth,
    height: g.rows.bottom - g.rows.title + 1,
  })
}
