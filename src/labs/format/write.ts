import type { LabFile } from '../lab.ts'
import { frontMatterOf } from './front-matter.ts'

/** The line of a field in a lab's file. */
export const locate = (source: string, path: readonly (string | number)[]): number =>
  frontMatterOf(source)?.lineOf(path) ?? 1

/** The same file with the seconds that its solution costs. Everything else is unchanged. */
export function withSeconds(source: string, seconds: LabFile['seconds']): string {
  const lines = source.split('\n')
  const end = lines.findIndex((line, i) => i > 0 && /^---\s*$/.test(line))
  const from = lines.findIndex((line, i) => i < end && /^seconds:/.test(line))
  const next = lines.findIndex((line, i) => from >= 0 && i > from && /^\S/.test(line))
  const kept = from < 0 ? lines.slice(0, end) : [...lines.slice(0, from), ...lines.slice(next, end)]
  return [...kept, 'seconds:', ...secondsLines(seconds), ...lines.slice(end)].join('\n')
}

const secondsLines = (seconds: LabFile['seconds']): string[] =>
  Object.entries(seconds).flatMap(([release, costs = {}]) => [
    `  '${release}':`,
    ...Object.entries(costs).map(
      ([name, { down, one, twice }]) =>
        `    ${name}: { down: ${down}, one: ${one}, twice: ${twice} }`,
    ),
  ])
