import * as v from 'valibot'
import { EXERCISE } from '../../labs/clusters.ts'
import { problemOf } from '../../labs/definition.ts'
import { definitionOf, type Lab } from '../../labs/lab.ts'
import { digestOf } from '../../lib/digest.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { Release } from '../../sim/releases.ts'
import { type Branch, isInPast, type Way } from '../history/branches.ts'
import { unpackedFromAddress } from '../save/pack.ts'
import type { Save } from '../save/save.ts'
import { implausible } from '../save/shape/plain.ts'
import * as shapes from '../save/shape/save.ts'
import { ways as shapeOfWays } from '../save/shape/ways.ts'
import type { LoggedInput, Session } from '../session.ts'

/**
 * A state in a link: what it takes to play the session again, and a digest of the World that must come of it. A
 * hundred times smaller than the World itself.
 */
export interface LinkedState {
  version: 1
  /** As in a save: an id, or the text of the lab. */
  lab: Save['lab']
  release: Release
  seed?: number
  /** Where it is not the one of the lab, or of the first lab in free play. */
  definition?: ClusterDefinition
  from?: string
  inputs: LoggedInput[]
  now: number
  digest: string
  /** Where the session stands in its past: what was taken back, and how far its way leads. */
  undone?: LoggedInput[]
  until?: number
  /** Where it has other ways. */
  way?: Way
  branches?: readonly Branch[]
}

/** The same without the ways that the session has left. */
export const withoutBranches = ({ way: _, branches: __, ...state }: LinkedState): LinkedState =>
  state

/** Bytes that a state in a link may hold when it is unpacked. */
const MOST_UNPACKED = 1_000_000

/** The cluster that a state starts from. */
export const linkedDefinition = (state: LinkedState, lab: Lab | null): ClusterDefinition =>
  state.definition ?? usualDefinition(lab, state.release, state.seed)

/** The cluster of a lab, or of free play. */
const usualDefinition = (lab: Lab | null, release: Release, seed?: number): ClusterDefinition =>
  lab ? definitionOf(lab, release, seed) : { ...EXERCISE, release }

/** What a link to the present state of a session holds. */
export function linkedStateOf(session: Session): LinkedState {
  const { definition, lab, from, inputs, now, world, undone, until, way, branches } = session
  const { release, seed } = definition
  const usual = usualDefinition(lab, release, seed)
  return {
    version: 1,
    lab: lab && (lab.source === undefined ? lab.id : { source: lab.source }),
    release,
    ...(seed === undefined ? {} : { seed }),
    ...(digestOf(usual) === digestOf(definition) ? {} : { definition }),
    ...(from === null ? {} : { from }),
    inputs,
    now,
    digest: digestOf(world),
    ...(isInPast(session) ? { undone, until } : {}),
    ...(branches.length > 0 || way.name !== '' ? { way, branches } : {}),
  }
}

/** Reads the text of a state in a link. Throws a sentence if it is not one. */
export function unpackedState(text: string): LinkedState {
  let data: unknown
  try {
    data = unpackedFromAddress(text, MOST_UNPACKED)
  } catch {
    throw new Error('The state in it is damaged or incomplete. Copy the whole link.')
  }
  const { version } = (data ?? {}) as { version?: unknown }
  if (typeof version === 'number' && version > 1)
    throw new Error('It is from a newer version of ganeti-lab.')
  const problem = implausible(data)
  const isRight = problem === undefined && v.is(shapes.linked, data) && v.is(shapeOfWays, data)
  if (!isRight) throw new Error('The state in it is damaged.')
  const state = data as LinkedState
  const wrong = state.definition && problemOf(state.definition)
  if (wrong !== undefined) throw new Error(`The cluster in it is not usable: ${wrong}.`)
  const { inputs, now } = state
  if (!shapes.inOrder(inputs) || (inputs.at(-1)?.at ?? 0) > now)
    throw new Error('Its inputs are not in order.')
  return state
}
