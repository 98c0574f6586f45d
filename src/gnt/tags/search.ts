/**
 * gnt-cluster search-tags: everything with a tag that matches. Source: lib/client/gnt_cluster.py
 * (SearchTags), lib/cmdlib/tags.py (LUTagsSearch).
 */

import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { defineOpcode, done, refuse, withParams } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, resultOf, submitAndFollow } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { searchTags as spec } from '../declared/cluster.ts'

interface SearchParams {
  pattern: string
}

/** Everything that can carry tags, by the path it is shown under. */
const targets = (config: ClusterConfig): { path: string; tags: readonly string[] }[] => {
  const under = (folder: string, items: Record<string, { name: string; tags: string[] }>) =>
    Object.values(items).map(({ name, tags }) => ({ path: `/${folder}/${name}`, tags }))
  return [
    { path: '/cluster', tags: config.cluster.tags },
    ...under('instances', config.instances),
    ...under('nodes', config.nodes),
    ...under('nodegroup', config.groups),
    ...under('network', config.networks ?? {}),
  ]
}

/** Python's words for the commonest ways to write a pattern wrong; the position is where it noticed. */
function complaintAbout(pattern: string): string {
  const set = pattern.search(/(?<!\\)\[[^\]]*$/)
  if (set >= 0) return `unterminated character set at position ${set}`
  const group = pattern.search(/(?<!\\)\([^)]*$/)
  if (group >= 0) return `missing ), unterminated subpattern at position ${group}`
  const closing = pattern.search(/(?<!\\)\)/)
  if (closing >= 0) return `unbalanced parenthesis at position ${closing}`
  if (pattern.endsWith('\\')) return `bad escape (end of pattern) at position ${pattern.length - 1}`
  const many = pattern.search(/[*+?]{2}/)
  if (many >= 0) return `multiple repeat at position ${many + 1}`
  return 'nothing to repeat at position 0'
}

function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern)
  } catch {
    return null
  }
}

const TAGS_SEARCH = defineOpcode<SearchParams, object, [path: string, tag: string][]>({
  name: 'TAGS_SEARCH',
  summary: ({ pattern }) => pattern,
  locks: () => [],
  vars: {},
  steps: {
    search: (op) => {
      const { pattern } = op.params
      const wanted = compiled(pattern)
      if (!wanted) {
        const why = complaintAbout(pattern)
        return refuse('wrong_input', `Invalid search pattern '${pattern}': ${why}`, {
          is: 'value',
          word: pattern,
        })
      }
      return done(
        targets(op.config).flatMap(({ path, tags }) =>
          tags.filter((tag) => wanted.test(tag)).map((tag): [string, string] => [path, tag]),
        ),
      )
    },
  },
})

export const searchTags = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    submitAndFollow<typeof FOLLOWING>((p) => [
      withParams(TAGS_SEARCH, { pattern: p.vars.args[0] ?? '' }),
    ]),
    {
      show: (p) => {
        const hits = resultOf(TAGS_SEARCH, p.world.jobs[p.vars.jobId]) ?? []
        const lines = hits.map((hit) => hit.join(' '))
        for (const line of lines.sort()) p.out(`${line}\n`)
        return exit(lines.length === 0 ? 1 : 0)
      },
    },
  ],
  opcodes: [TAGS_SEARCH],
})
