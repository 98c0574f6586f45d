/**
 * Makes the fonts that the page begins with: the letters and signs of its own English texts, in the weights that it
 * uses, a third of what the whole fonts weigh. Other letters come from the whole fonts, if they are ever needed
 * (`unicode-range` in `tokens.css`). Run it (`npm run fonts`) when a font has a new version; the files are committed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'

/** The signs beside ASCII; `tokens.css` has the same in its `unicode-range`. */
const SIGNS = '\u00a0\u00b7\u00d7\u2013\u2018\u2019\u201c\u201d\u2022\u2026'
const ASCII = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).join('')

const FONTS = {
  'atkinson-first': 'atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal',
  'jetbrains-mono-first': 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal',
}

const { resolve } = createRequire(import.meta.url)
for (const [name, file] of Object.entries(FONTS)) {
  const whole = readFileSync(resolve(`@fontsource-variable/${file}.woff2`))
  const first = await subsetFont(whole, ASCII + SIGNS, {
    targetFormat: 'woff2',
    variationAxes: { wght: { min: 400, max: 750 } },
  })
  writeFileSync(new URL(`../src/app/styles/fonts/${name}.woff2`, import.meta.url), first)
  console.log(`${name}: ${first.length} of ${whole.length} bytes`)
}
