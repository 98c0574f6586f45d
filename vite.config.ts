import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { firstPaint } from './.ci/first-paint.ts'
import { securityHeaders } from './.ci/headers.ts'
import { labFiles } from './.ci/lab-files.ts'
import { licences, notedPackages } from './.ci/licences.ts'
import { TESTS } from './.ci/test-projects.ts'

const PAGE = defineConfig({
  // Relative addresses: the built folder works under any path of any static server.
  base: './',
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        // All that the first picture needs is one file: it packs better and arrives in one go. Only who
        // reads a manual page needs their prose.
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'man', test: /src[\\/]shell[\\/]man[\\/]/, priority: 1 },
          ],
        },
      },
    },
  },
  // A worker loads what it needs by itself.
  worker: { format: 'es', plugins: () => [notedPackages()] },
  plugins: [
    react(),
    labFiles(),
    firstPaint(),
    notedPackages(),
    licences(),
    securityHeaders(),
    // Everything built is stored on the first visit, so that the app opens without its server.
    // A new version waits until the last tab closes: a running lab never changes under the learner.
    VitePWA({
      registerType: 'prompt',
      injectRegister: false, // src/app/offline.ts registers it
      manifest: false, // public/manifest.webmanifest
      workbox: {
        // The page that installs it is served by it at once: its own files outlive their server.
        clientsClaim: true,
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,txt,webmanifest}'],
        // For the README; and a page of a class needs its server anyway.
        globIgnores: ['screenshot.png', 'assets/class-page-*'],
        // The policy lets no script fetch another: what the service worker runs is one file.
        inlineWorkboxRuntime: true,
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      },
    }),
  ],
})

// vitest reads this file in the mode `test`.
export default defineConfig(({ mode }) => (mode === 'test' ? TESTS : PAGE))
