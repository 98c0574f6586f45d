/**
 * hail: answers a request for places, as Ganeti's master asks it. Source: src/Ganeti/HTools/Program/Hail.hs,
 * src/Ganeti/HTools/Backend/IAlloc.hs.
 */
import { answerLine, askHail } from '../../sim/htools/iallocator.ts'
import { readMessage } from '../../sim/htools/iallocator-request.ts'
import type { ClusterSnapshot, HailRequest } from '../../sim/htools/snapshot.ts'
import { defineProgram, exit, type Program, type ProgramNext } from '../../sim/run/program.ts'
import { behaviourOf } from './cluster.ts'
import { fails, HTOOL_VARS, type Htool, loading, notSimulated, textOf } from './program.ts'

/** Options whose output shows the inside of the real program. */
function refused(p: Htool): ProgramNext | undefined {
  const { nodeFields, saveTo, verbose } = p.vars.settings
  if (verbose > 1) return notSimulated(p, 'the request as Haskell shows it (-v) is')
  if (nodeFields !== null) return notSimulated(p, 'the nodes before and after (-p) are')
  return saveTo === null ? undefined : notSimulated(p, 'the cluster before and after (-S) is')
}

/** The request with what the command line says about it. */
const withWords = (request: HailRequest, { vars }: Htool): HailRequest =>
  request.type === 'allocate' && vars.settings.onlyNodes !== null
    ? { ...request, restrictToNodes: vars.settings.onlyNodes }
    : request

function answer(p: Htool): ProgramNext {
  const { settings, source } = p.vars
  const text = textOf(p, settings.requestFile ?? '')
  const message = text.ok ? readMessage(text.value) : text
  if (!message.ok) return fails(p, message.error)
  const snapshot = JSON.parse(source) as ClusterSnapshot
  const behaviour = behaviourOf(p.world.release, settings)
  const line = answerLine(askHail(snapshot, withWords(message.value.request, p), behaviour))
  if (!line.ok) return fails(p, line.error)
  p.out(`${line.value}\n`)
  return exit(0)
}

/** `hail`: reads a request from a file and prints the places that it finds. */
export const hail: Program = defineProgram({
  vars: HTOOL_VARS,
  steps: [loading('hail'), { refused, answer }],
})
