import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { labFiles } from './.ci/lab-files.ts'

/** Built page only: the development server needs inline scripts. xterm.js sets inline styles. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const cspMeta: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend',
    },
  ],
}

export default defineConfig({
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
  plugins: [
    react(),
    labFiles(),
    cspMeta,
    // Everything built is stored on the first visit, so that the app opens without its server.
    // A new version waits until the last tab closes: a running lab never changes under the learner.
    VitePWA({
      registerType: 'prompt',
      injectRegister: false, // src/app/offline.ts registers it
      manifest: false, // public/manifest.webmanifest
      workbox: {
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,webmanifest}'],
        globIgnores: ['screenshot.png'], // for the README
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      },
    }),
  ],
})
