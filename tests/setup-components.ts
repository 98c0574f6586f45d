import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { ENGINE } from '../src/session/engine.ts'
import { install } from '../src/session/loading/engine-loader.ts'

// A slow machine decides no test.
configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)

// Components are shown as on a page that has loaded everything.
install(ENGINE)
