import * as v from 'valibot'
import type { ClusterDefinition } from '../sim/definition.ts'
import { EXERCISE, SEVEN } from './clusters.ts'
import { defineCluster, isPartOfCluster } from './definition.ts'
import { worded } from './forms.ts'
import { frontOf } from './front.ts'
import type { Lab, LabFile } from './lab.ts'
import { proseOf, storyOf } from './prose.ts'
import { type Complain, checkReferences, machineNamed } from './references.ts'
import { labFile } from './schema.ts'

/** What is wrong with a lab's file, and where. */
export interface Problem {
  /** From 1. */
  line: number
  /** "goals.2.needs.flag"; empty for the file itself. */
  field: string
  message: string
}

export type Read = { ok: true; lab: Lab } | { ok: false; problems: Problem[] }

/** A problem as one line: "FILE:12: goals.2.needs: what is wrong". */
export const problemLine = (file: string, { line, field, message }: Problem): string =>
  `${file}:${line}: ${field === '' ? '' : `${field}: `}${message}`

/**
 * Reads a lab: YAML front matter between two lines of `---`, then the story in Markdown. Every problem
 * that can be found without playing it is named with its line and field.
 */
export function readLab(source: string): Read {
  const front = frontOf(source)
  if (!front) return problem(1, '', 'a lab begins with front matter: YAML between two lines of ---')
  const { value, story, lineOf, broken } = front
  if (broken) return problem(broken.line, broken.field, broken.message)
  const checked = v.safeParse(labFile, value)
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
  if (cluster) checkReferences(checked.output, cluster, complain)
  if (problems.length > 0 || !cluster) return { ok: false, problems }
  return { ok: true, lab: labOf(checked.output, cluster, story) }
}

/** The lab in a text from outside the program, which it keeps: so it can be saved, and read again. */
export function readForeignLab(source: string): Read {
  const read = readLab(source)
  return read.ok ? { ok: true, lab: { ...read.lab, source } } : read
}

const problem = (line: number, field: string, message: string): Read => ({
  ok: false,
  problems: [{ line, field, message }],
})

/** The cluster it starts from; undefined after a complaint. */
function clusterOf(
  { start, releases }: LabFile,
  complain: Complain,
): Lab['start']['cluster'] | undefined {
  for (const part of Object.keys(start.with ?? {}))
    if (!isPartOfCluster(part)) complain(['start', 'with', part], 'is no part of a cluster')
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
  for (const [instance, nodes] of Object.entries(place)) {
    const path = ['start', 'place', instance]
    if (!cluster.instances.some(({ name }) => same(name, instance)))
      complain(path, `there is no instance called ${instance}`)
    for (const node of nodes)
      if (full(node) === undefined) complain(path, `there is no node called ${node}`)
  }
  const instances = cluster.instances.map((instance) => {
    const [, nodes] = Object.entries(place).find(([name]) => same(name, instance.name)) ?? []
    return nodes ? { ...instance, nodes: nodes.map((node) => full(node) ?? node) } : instance
  })
  return { ...cluster, instances }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

function labOf(file: LabFile, cluster: Lab['start']['cluster'], story: string): Lab {
  return {
    ...file,
    story: storyOf(story),
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
