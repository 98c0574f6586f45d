/**
 * gnt-cluster command: runs a command over ssh on the chosen nodes, one after the other, the master last.
 * Manual: gnt-cluster(8), COMMAND. Source: lib/client/gnt_cluster.py, RunClusterCommand.
 */
import type { NodeName } from '../../sim/cluster/config.ts'
import { reach, slownessMs } from '../../sim/net.ts'
import { goto, sleep } from '../../sim/run/flow.ts'
import { forEach } from '../../sim/run/parts.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { command as spec } from '../declared/cluster.ts'
import { sshGiveUpMs } from '../node/ssh.ts'
import { texts } from '../optparse/read.ts'
import { onlineNodes } from './online-nodes.ts'

interface Vars {
  nodes: NodeName[]
}

type Client = ClientContext<Vars>

/** From the client's call to the login on the other side. */
const CONNECT_MS = 300

/** The exit status of an ssh that did not get through. It runs quietly, so nothing else tells why. */
const NO_CONNECTION = 255

const RULE = '------------------------------------------------'

function report(p: Client, node: NodeName, output: string, code: number): void {
  const { failure_only, show_machine_names } = p.vars.options
  if (failure_only === true && code === 0) return
  p.out(`${RULE}\n`)
  const lines = output.replace(/\n$/, '').split('\n')
  if (show_machine_names !== true) p.out(`node: ${node}\n${output}\n`)
  else if (output !== '') for (const line of lines) p.out(`${node}: ${line}\n`)
  p.out(`return code = ${code}\n`)
}

export const command = defineCommand<Vars>({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: { nodes: [] },
  steps: [
    {
      choose: (p) => {
        const chosen = onlineNodes(p, texts(p.vars.options, 'nodes'), { withoutMaster: false })
        if (!chosen.ok) return failure(p, chosen.text)
        const { masterNode } = configOn(p.world, p.node).cluster
        const isMaster = (node: NodeName) => Number(node === masterNode)
        p.vars.nodes = chosen.value.toSorted((a, b) => isMaster(a) - isMaster(b))
        return undefined
      },
    },
    forEach(
      'nodes',
      (p: Client) => p.vars.nodes,
      (node) => ({
        connect: (p) =>
          reach(p.world, p.node, node(p)) === 'ok'
            ? sleep(CONNECT_MS + slownessMs(p.world, p.node, node(p)))
            : sleep(sshGiveUpMs(p.world, p.node, node(p))),
        run: (p) => {
          if (reach(p.world, p.node, node(p)) !== 'ok') {
            report(p, node(p), '', NO_CONNECTION)
            return goto('end of the turn')
          }
          return {
            next: 'run',
            argv: ['bash', '-c', p.vars.args.join(' ')],
            node: node(p),
            stdin: '',
            capture: true,
            errors: 'joined',
          }
        },
        show: (p) => {
          report(p, node(p), p.child?.stdout ?? '', p.child?.exit ?? NO_CONNECTION)
        },
        'end of the turn': () => undefined,
      }),
    ),
    { end: () => exit(0) },
  ],
})
