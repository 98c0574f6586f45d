import type { NodeName } from '../../sim/cluster/config.ts'
import { touchIfChanged } from '../../sim/cluster/unsettled.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import type { World } from '../../sim/world.ts'
import type { FilterResult } from '../text/filter.ts'

/** A program that looks at its node and ends. */
export type NodeTool = (look: {
  world: World
  node: NodeName
  args: readonly string[]
  /** The directory it was started in. */
  cwd: string
  onTerminal: boolean
}) => FilterResult

/** A tool as a program that the shell can start. */
export const nodeProgram = (tool: NodeTool): Program =>
  defineProgram({
    vars: {},
    steps: {
      run: (p) => {
        const { world, node, onTerminal } = p
        const result = tool({ world, node, args: p.argv.slice(1), cwd: directoryOf(p), onTerminal })
        // Some of them work on devices and volumes.
        touchIfChanged(world, node)
        p.out(result.out ?? '')
        p.err(result.err ?? '')
        return exit(result.exit, result.cause)
      },
    },
  })
