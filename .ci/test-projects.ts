import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { labFiles } from './lab-files.ts'

/** How the tests run: four projects, each with what its tests need. */
export const TESTS = defineConfig({
  plugins: [react(), labFiles()],
  test: {
    // One for each core: what waits is rare.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          // A slow machine decides no test; what hangs still ends.
          testTimeout: 120_000,
          // The engine has no state of its own: to load it once saves two thirds of the time.
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/house/**', 'tests/browser/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'components',
          environment: 'jsdom',
          testTimeout: 60_000,
          include: ['tests/**/*.test.tsx'],
          setupFiles: ['tests/setup-components.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          environment: 'node',
          // One rule reads the types of all of src.
          testTimeout: 120_000,
          include: ['tests/house/**/*.test.ts'],
        },
      },
      {
        // The built app in a real Chromium: two at a time, which wait for each other less than for a page.
        extends: true,
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/browser/support/setup.ts'],
          maxWorkers: 2,
          // A slow machine decides no test; what hangs still ends.
          testTimeout: 180_000,
          // Programs that share two cores: what fails runs once more, and the report says so (“retry x1”).
          retry: 1,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
