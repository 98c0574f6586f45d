import { machineOf } from '../../sim/world.ts'
import type { NodeTool } from '../node/tool.ts'
import { dropAddress, linksOf, setInterface } from './links.ts'

/** ifup and ifdown: interfaces as /etc/network/interfaces declares them. */

const switching =
  (name: 'ifup' | 'ifdown', to: 'up' | 'down'): NodeTool =>
  ({ world, node, args }) => {
    const names = args.filter((arg) => !arg.startsWith('-'))
    if (names.length === 0) return { err: `Usage: ${name} <ifaces...>\n`, exit: 1 }
    let err = ''
    for (const each of names) {
      const { cable } = machineOf(world, node)
      const isDown = cable.down === each
      if (!linksOf(world, node).some((link) => link.name === each) || each === 'lo')
        err += `Ignoring unknown interface ${each}=${each}.\n`
      else if (to === 'down' && isDown) err += `ifdown: interface ${each} not configured\n`
      else if (to === 'up' && !isDown) err += `ifup: interface ${each} already configured\n`
      else {
        setInterface(world, node, each, to)
        if (to === 'down') dropAddress(world, node)
      }
    }
    return { err, exit: 0 }
  }

/** `ifup`: brings an interface up. */
export const ifup = switching('ifup', 'up')

/** `ifdown`: takes an interface down, and with it the cluster's address. */
export const ifdown = switching('ifdown', 'down')
