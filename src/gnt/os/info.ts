/** gnt-os info: operating systems in full. Manual: gnt-os(8), INFO. Source: lib/client/gnt_os.py, ShowOSInfo. */
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { settingsOf } from '../../sim/cluster/settings.ts'
import { withParams } from '../../sim/run/opcode.ts'
import { configOn } from '../../sim/world.ts'
import { FOLLOWING, submitAndFollow } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/os.ts'
import { answersOf, everywhere, OS_DIAGNOSE } from './ask-nodes.ts'
import { type OsDefinition, osDefinitions } from './definitions.ts'

const python = (value: boolean): string => (value ? 'True' : 'False')

const linesOf = (
  config: ClusterConfig,
  { name, apiVersions, variants, parameters }: OsDefinition,
): string[] => [
  `${name}:`,
  '  - valid: True',
  `  - hidden: ${python(settingsOf(config).hiddenOs.includes(name))}`,
  `  - blacklisted: ${python(settingsOf(config).blacklistedOs.includes(name))}`,
  '  - API versions:',
  ...[...apiVersions].sort((a, b) => a - b).map((version) => `    - ${version}`),
  '  - variants:',
  ...variants.map((variant) => `    - ${variant}`),
  '  - parameters:',
  ...parameters.map((parameter) => `    - ${parameter.name}: ${parameter.text}`),
  '  - trusted: True',
  '',
]

/** What the command asks for, in the order of its source. */
const FIELDS = [
  'name',
  'valid',
  'variants',
  'parameters',
  'api_versions',
  'blacklisted',
  'hidden',
  'os_hvp',
  'osparams',
  'trusted',
]

export const info = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow(() => [withParams(OS_DIAGNOSE, { outputFields: FIELDS })]),
    {
      show: (p) => {
        const { args } = p.vars
        const known = osDefinitions(everywhere(answersOf(p)))
        const shown = args.length === 0 ? known : known.filter(({ name }) => args.includes(name))
        const left = args.filter((name) => !known.some((os) => os.name === name))
        const lines = [
          ...shown.flatMap((os) => linesOf(configOn(p.world, p.node), os)),
          ...left.flatMap((name) => [`${name}: `, '']),
        ]
        for (const line of lines) p.out(`${line}\n`)
      },
    },
  ],
})
