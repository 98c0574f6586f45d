import * as v from 'valibot'
import { t } from '../../lib/language/t.ts'
import { visibleData, visibleProse } from '../../lib/text/visible.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import { EXERCISE, SEVEN } from '../clusters.ts'
import { defineCluster, isPartOfCluster } from '../definition.ts'
import type { Block, Lab, LabFile } from '../lab.ts'
import { worded } from './forms.ts'
import { frontMatterOf } from './front-matter.ts'
import { checkConditions, storyTooLong, tooManyBlocks } from './limits.ts'
import type { Problem } from './problem.ts'
import { proseOf, storyOf } from './prose.ts'
import { type Complain, checkReferences, machineNamed } from './references.ts'
import { labFile } from './schema.ts'

export type LabRead = { ok: true; lab: Lab } | { ok: false; problems: Problem[] }

/**
 * Reads a lab: YAML front matter between two lines of `---`, then the story in Markdown. Every problem
 * that can be found without playing it is named with its line and field. Characters that no one sees are spelled out.
 */
export function readLab(source: string): LabRead {
  const front = frontMatterOf(visibleProse(source))
  if (!front)
    return problem(1, '', t`a lab starts with front matter: YAML between two lines of ---`)
  const { value, story, storyLine, lineOf, broken } = front
  if (broken.length > 0) return { ok: false, problems: broken }
  // Characters that are written as escapes are there only now.
  const checked = v.safeParse(labFile, visibleData(value))
  if (!checked.success) {
    const problems = checked.issues.map((issue) => {
      const path = (issue.path ?? []).map((part) => part.key as string | number)
      return { line: lineOf(path), field: path.join('.'), message: worded(issue) }
    })
    return { ok: false, problems }
  }
  const problems: Problem[] = []
  const complain: Complain = (path, message) =>
    problems.push({ line: lineOf(path), field: path.join('.'), message })
  const cluster = clusterOf(checked.output, complain)
  if (cluster) {
    checkReferences(checked.output, cluster, complain)
    checkConditions(checked.output, cluster, complain)
  }
  const tooLong = storyTooLong(story)
  const blocks = tooLong === null ? storyOf(story) : []
  const unshown = tooLong ?? tooManyBlocks(blocks)
  if (unshown !== null) problems.push({ line: storyLine, field: '', message: unshown })
  if (problems.length > 0 || !cluster) return { ok: false, problems }
  return { ok: true, lab: labOf(checked.output, cluster, blocks) }
}

/** Reads a lab from outside the program. The lab keeps its text, so that it can be saved with a session. */
export function readForeignLab(source: string): LabRead {
  const read = readLab(source)
  return read.ok ? { ok: true, lab: { ...read.lab, source } } : read
}

const problem = (line: number, field: string, message: string): LabRead => ({
  ok: false,
  problems: [{ line, field, message }],
})

/** The lab's cluster at its start; undefined if it has a problem, which is reported. */
function clusterOf(
  { start, releases }: LabFile,
  complain: Complain,
): Lab['start']['cluster'] | undefined {
  for (const part of Object.keys(start.with ?? {}))
    if (!isPartOfCluster(part))
      complain(['start', 'with', part], t`is not part of a cluster definition`)
  const { release: _, ...base } = start.cluster === 'seven' ? SEVEN : EXERCISE
  const merged = { ...base, ...start.with }
  const defined = defineCluster({ ...merged, release: releases[0] })
  if (!defined.ok) {
    complain(['start', start.with ? 'with' : 'cluster'], defined.error)
    return undefined
  }
  const { release: _first, ...cluster } = defined.definition
  return placed(cluster, start.place ?? {}, complain)
}

function placed(
  cluster: Omit<ClusterDefinition, 'release'>,
  place: Record<string, string[]>,
  complain: Complain,
): Omit<ClusterDefinition, 'release'> {
  const full = (short: string) => machineNamed(short, cluster.nodes)
  const known = new Set(cluster.instances.map(({ name }) => name.toLowerCase()))
  const places = new Map<string, string[]>()
  for (const [instance, nodes] of Object.entries(place)) {
    const path = ['start', 'place', instance]
    const name = instance.toLowerCase()
    if (!known.has(name)) complain(path, t`there is no instance called ${instance}`)
    for (const node of nodes)
      if (full(node) === undefined) complain(path, t`there is no node called ${node}`)
    if (!places.has(name)) places.set(name, nodes)
  }
  const instances = cluster.instances.map((instance) => {
    const nodes = places.get(instance.name.toLowerCase())
    return nodes ? { ...instance, nodes: nodes.map((node) => full(node) ?? node) } : instance
  })
  return { ...cluster, instances }
}

function labOf(file: LabFile, cluster: Lab['start']['cluster'], story: Block[]): Lab {
  const { remember, ...rest } = file
  return {
    ...rest,
    ...(remember === undefined ? {} : { remember: proseOf(remember) }),
    story,
    start: { cluster, before: file.start.before },
    goals: file.goals.map((goal) => ({
      ...goal,
      detail: proseOf(goal.detail),
      hints: goal.hints.map(proseOf),
    })),
    wrongTurns: file.wrongTurns.map((turn) => ({ ...turn, says: proseOf(turn.says) })),
    causes: file.causes.map((cause) => ({
      ...cause,
      says: proseOf(cause.says),
      hints: cause.hints.map(proseOf),
    })),
  }
}
