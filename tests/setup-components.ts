import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// A slow machine decides no test.
configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)
