import { machineOf } from '../../sim/world.ts'
import type { NodeTool } from '../node/tool.ts'
import { connect, disconnect } from './network.ts'
import { CHANGES, change } from './roles.ts'
import { LOOKS, look } from './show.ts'

/**
 * drbdsetup: DRBD's kernel part under the hand, without any configuration. With Ganeti this is the tool:
 * its resources are in no file that drbdadm reads.
 */

/** Its commands. */
export const DRBD_COMMANDS = [
  ...Object.keys(CHANGES),
  ...Object.keys(LOOKS),
  'connect',
  'net',
  'disconnect',
]

const USAGE =
  '\nUSAGE: drbdsetup command device arguments options\n\n' +
  'Device is usually /dev/drbdX or its number.\n\nCommands are:\n' +
  `${DRBD_COMMANDS.map((command) => `    ${command}\n`).join('')}\n`

/** `drbdsetup`: shows and changes the DRBD devices of the node's kernel, in the syntax of 8.3 and of 8.4. */
export const drbdsetup: NodeTool = (look) => {
  const result = answer(look)
  return result.exit === 0 ? result : { ...result, cause: { is: 'drbd', node: look.node } }
}

const answer: NodeTool = ({ world, node, args }) => {
  const [first = '', second = ''] = args
  if (first === '' || first === 'help' || first === '--help' || first === '-h')
    return { out: USAGE, exit: first === '' ? 20 : 0 }
  // Until 8.3 the device stood before the command; later ones still understand that.
  const turned = !DRBD_COMMANDS.includes(first) && DRBD_COMMANDS.includes(second)
  const command = turned ? second : first
  const rest = turned ? [first, ...args.slice(2)] : args.slice(1)
  if (!DRBD_COMMANDS.includes(command)) return { out: `${USAGE}\ninvalid command\n`, exit: 20 }
  if (command === 'connect' || command === 'net')
    return connect(world, machineOf(world, node), rest)
  if (command === 'disconnect') return disconnect(world, machineOf(world, node), rest)
  if (Object.hasOwn(LOOKS, command)) return look(world, node, command, rest)
  return change(world, node, command, rest)
}

/** Commands of drbdadm that it would have a resource for. */
const ADM = new Set(
  (
    'attach detach connect disconnect up down primary secondary invalidate invalidate-remote outdate ' +
    'resize verify pause-sync resume-sync adjust role cstate dstate get-gi show-gi create-md status ' +
    'dump-md wait-connect'
  ).split(' '),
)

/** drbdadm: works by resources in /etc/drbd.d, and Ganeti puts none there. */
export const drbdadm: NodeTool = ({ args }) => {
  const command = args.find((arg) => !arg.startsWith('-'))
  if (command === undefined)
    return { err: 'USAGE: drbdadm COMMAND [OPTION...] {all|RESOURCE...}\n', exit: 3 }
  if (command === 'dump') return { out: '# no resources configured\n', exit: 0 }
  if (!ADM.has(command)) return { err: `drbdadm: Unknown command '${command}'\n`, exit: 3 }
  return { err: 'no resources defined!\n', exit: 3 }
}
