import {
  type NodePath,
  type PluginObj,
  type TransformOptions,
  transformSync,
  types,
} from '@babel/core'
import { expect, test } from 'vitest'
import { sourceFiles } from './source.ts'

/** What the React compiler tells of a file while it looks through its components and hooks. */
interface Told {
  kind: string
  detail?: { category?: string; reason?: string; options?: { category?: string; reason?: string } }
  fnLoc?: { start: { line: number } } | null
}

/** Memory with other dependencies than what it reads: the linter asks for a reason there. */
const LEFT_TO_THE_LINTER = 'PreserveManualMemo'

/** The compiler cannot read a tagged template with values, so it gets a call with the same values. */
const taggedAsCalls: PluginObj = {
  visitor: {
    TaggedTemplateExpression(path: NodePath<types.TaggedTemplateExpression>) {
      const { tag, quasi } = path.node
      path.replaceWith(types.callExpression(tag, quasi.expressions as types.Expression[]))
    },
  },
}

/** Where components and hooks break the rules of React, as "line: why". What the compiler cannot read counts, too. */
function impurities(code: string): string[] {
  const told: Told[] = []
  const common = {
    filename: 'Part.tsx',
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['typescript', 'jsx'] },
  } satisfies TransformOptions
  const readable = transformSync(code, { ...common, retainLines: true, plugins: [taggedAsCalls] })
  transformSync(readable?.code ?? '', {
    ...common,
    code: false,
    plugins: [
      [
        'babel-plugin-react-compiler',
        {
          noEmit: true,
          panicThreshold: 'none',
          logger: { logEvent: (_: unknown, event: Told) => told.push(event) },
        },
      ],
    ],
  })
  return told.flatMap(({ kind, detail, fnLoc }) => {
    const { category, reason } = detail?.options ?? detail ?? {}
    return kind === 'CompileSuccess' || category === LEFT_TO_THE_LINTER
      ? []
      : [`${fnLoc?.start.line ?? '?'}: ${reason ?? kind}`]
  })
}

const component = (body: string): string =>
  `import { useEffect, useRef, useState } from 'react'
   export function Part({ dark }: { dark: boolean }) {
     const last = useRef(dark)
     ${body}
     return <p>{String(dark)}</p>
   }`

test('the rule about components finds what it should, and nothing else', () => {
  expect(impurities(component('last.current = dark'))).toEqual([expect.stringMatching(/ref/)])
  expect(impurities(component("document.title = 'dark'"))).toHaveLength(1)
  expect(impurities(component('last.current ||= dark'))).toHaveLength(1)
  expect(impurities(component(`t\`\${(last.current = dark)}\``))).toHaveLength(1)
  expect(impurities(component('const { power } = useApp.getState()\npower(dark)'))).toHaveLength(1)
  expect(
    impurities(
      component("useEffect(() => { last.current = dark; document.title = 'dark' }, [dark])"),
    ),
  ).toEqual([])
})

test('components and hooks change nothing while they render', () => {
  const files = sourceFiles('src').filter(({ path }) => path.endsWith('.tsx'))
  expect(files.length).toBeGreaterThan(40)
  expect(
    files.flatMap(({ path, lines }) =>
      impurities(lines.join('\n')).map(
        (why) => `${path}:${why}  →  use an effect, an event handler or a selector`,
      ),
    ),
  ).toEqual([])
})
