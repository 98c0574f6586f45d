import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { inConsole, leave, type } from './support/learner.ts'

const forced = () => openApp({ forcedColors: 'active' })

type Colours = { colour: string; ground: string; outline: string; border: string }

const stylesOf = (page: Page, selector: string): Promise<Colours> =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const style = getComputedStyle(element)
      const { outlineStyle, outlineWidth, outlineColor } = style
      return {
        colour: style.color,
        ground: style.backgroundColor,
        outline: outlineStyle === 'none' || outlineWidth === '0px' ? '' : outlineColor,
        border: style.borderTopColor,
      }
    })

const TRANSPARENT = /^rgba\(.*, 0\)$/

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const canvas = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor)

test('whatever takes the keyboard shows it, all the way round', async () => {
  const { page } = await forced()
  await inConsole(page)
  const ground = await canvas(page)
  expect(
    contrast(
      await page.locator('.console').evaluate((e) => getComputedStyle(e, '::after').outlineColor),
      ground,
    ),
  ).toBeGreaterThan(3)
  await leave(page)
  const unseen: string[] = []
  let seen = 0
  for (let i = 0; i < 60; i++) {
    const found = await page.evaluate(() => {
      const element = document.activeElement
      if (element?.matches('.xterm-helper-textarea')) return 'the console'
      if (!element || element === document.body) return null
      // A range has its ring around the strip.
      const shown = element.matches('.strip-range') ? (element.parentElement ?? element) : element
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown)
      const visible = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      return { what: shown.outerHTML.slice(0, 90), visible, colour: outlineColor }
    })
    if (found === 'the console') break
    if (found) seen += 1
    if (found && (!found.visible || TRANSPARENT.test(found.colour))) unseen.push(found.what)
    await page.keyboard.press('Tab')
  }
  expect(seen).toBeGreaterThan(25)
  expect(unseen).toEqual([])
})

test('what is chosen and pressed differs from what is not', async () => {
  const { page } = await forced()
  await inConsole(page)
  for (const [chosen, other] of [
    ['.bar [aria-pressed="true"]', '.bar [aria-pressed="false"]'],
    ['.clock [aria-pressed="true"]', '.clock [aria-pressed="false"]'],
    ['[role="tab"][aria-selected="true"]', '[role="tab"][aria-selected="false"]'],
  ] as const) {
    const [on, off] = [await stylesOf(page, chosen), await stylesOf(page, other)]
    expect(contrast(on.ground, off.ground), chosen).toBeGreaterThan(3)
    expect(contrast(on.ground, on.colour), chosen).toBeGreaterThan(4.5)
  }
  await page.getByRole('button', { name: 'nodeC: switch the power off' }).click()
  // What the pointer is on has colours of its own.
  await page.mouse.move(0, 0)
  const set = await stylesOf(page, '.diagram-switch.is-set')
  const plain = await stylesOf(page, '.diagram-switch:not(.is-set)')
  expect(contrast(set.ground, plain.ground)).toBeGreaterThan(3)
})

test('the marks of the strip can be read', async () => {
  const { page } = await forced()
  await inConsole(page)
  await type(page, 'halt -p')
  await page.locator('.strip-total mark').first().waitFor()
  const { colour, ground } = await stylesOf(page, '.strip-total mark')
  expect(contrast(colour, ground)).toBeGreaterThan(4.5)
  expect(
    contrast((await stylesOf(page, '.strip-head')).ground, await canvas(page)),
  ).toBeGreaterThan(3)
  expect(await accessibilityProblems(page)).toEqual([])
})

test('the text of the console and of the picture is seen once', async () => {
  const { page } = await forced()
  await inConsole(page)
  for (const over of ['.xterm-accessibility-tree > div', '.diagram-text'])
    expect((await stylesOf(page, over)).colour, over).toMatch(TRANSPARENT)
  const ground = await canvas(page)
  expect(contrast((await stylesOf(page, '.xterm-rows')).colour, ground)).toBeGreaterThan(4.5)
  const ink = (selector: string, what: 'stroke' | 'fill') =>
    page
      .locator(selector)
      .first()
      .evaluate((e, name) => getComputedStyle(e)[name], what)
  expect(contrast(await ink('.diagram-line', 'stroke'), ground)).toBeGreaterThan(3)
  expect(contrast(await ink('.diagram-strokes text', 'fill'), ground)).toBeGreaterThan(4.5)
  expect(await accessibilityProblems(page)).toEqual([])
})
