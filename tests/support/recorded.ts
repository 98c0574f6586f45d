import { readFileSync } from 'node:fs'
import { normalise } from './normalise.ts'

/** The start of the cluster of three nodes with Ganeti 3.0.2 on which outputs were recorded. */
export const RECORDED = JSON.parse(
  readFileSync(new URL('../transcripts/cluster.json', import.meta.url), 'utf8'),
) as object

/** What was printed, line by line and without dates. */
export const said = (text: string): string[] =>
  normalise(text)
    .split('\n')
    .map((line) => line.replace(/^<date> /, ''))
