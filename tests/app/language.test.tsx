import { render, screen } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { long } from '../../src/session/language/pseudo.ts'

// A language is chosen before the page's modules are evaluated: some messages are their constants.
beforeEach(async () => {
  vi.resetModules()
  const { language } = await import('../../src/lib/language/t.ts')
  language.translate = long
})

it('a new cluster can have any release in any language', async () => {
  const { default: NewCluster } = await import('../../src/app/cluster/NewCluster.tsx')
  render(<NewCluster />)
  expect(screen.getByText(long('Ganeti release', []))).toBeInTheDocument()
})
