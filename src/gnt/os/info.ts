/** gnt-os info: operating systems in full. Manual: gnt-os(8), INFO. Source: lib/client/gnt_os.py, ShowOSInfo. */
import { withParams } from '../../sim/run/opcode.ts'
import { FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/os.ts'
import { answersOf, everywhere, OS_DIAGNOSE } from './ask-nodes.ts'
import { type OsDefinition, osDefinitions } from './definitions.ts'

const linesOf = ({ name, apiVersions, variants, parameters }: OsDefinition): string[] => [
  `${name}:`,
  '  - valid: True',
  '  - hidden: False',
  '  - blacklisted: False',
  '  - API versions:',
  ...[...apiVersions].sort((a, b) => a - b).map((version) => `    - ${version}`),
  '  - variants:',
  ...variants.map((variant) => `    - ${variant}`),
  '  - parameters:',
  ...parameters.map((parameter) => `    - ${parameter.name}: ${parameter.text}`),
  '  - trusted: True',
  '',
]

export const info = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow(() => [withParams(OS_DIAGNOSE, {})]),
    {
      show: (p) => {
        const { args } = p.vars
        const known = osDefinitions(everywhere(answersOf(p)))
        const shown = args.length === 0 ? known : known.filter(({ name }) => args.includes(name))
        const left = args.filter((name) => !known.some((os) => os.name === name))
        const lines = [...shown.flatMap(linesOf), ...left.flatMap((name) => [`${name}: `, ''])]
        for (const line of lines) p.out(`${line}\n`)
      },
    },
  ],
})
