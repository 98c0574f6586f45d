import { readFileSync } from 'node:fs'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Stage } from '../../src/app/stage/Stage.tsx'
import { drawCompact } from '../../src/diagram/draw/compact.ts'
import { draw } from '../../src/diagram/draw/draw.ts'
import { cropped, type Picture } from '../../src/diagram/draw/picture.ts'
import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import { useApp } from '../../src/session/store.ts'

const html = () => renderToString(createElement(Stage))

const textOf = ({ rows }: Picture) => rows.map((row) => row.trimEnd()).join('\n')

const scene = () => {
  const { world, now } = useApp.getInitialState().session
  return sceneOf(world, now, 'is')
}

test('without a browser the first picture is drawn whole: for wide rooms and for narrow ones', () => {
  expect(typeof window).toBe('undefined')
  const drawn = html()
  expect(drawn).toContain('Diagram of the cluster: what is')
  // HTML drops a line break right after the tag, so there is one more where the text begins with one.
  const texts = [...drawn.matchAll(/<pre[^>]*>(?:\n(?=\n))?([^<]*)<\/pre>/g)].map((m) => m[1])
  expect(texts).toEqual([textOf(cropped(draw(scene()))), textOf(drawCompact(scene(), 3))])
})

test('what is drawn without a browser names no size in pixels', () => {
  expect(html()).not.toMatch(/style="[^"]*\dpx|<svg[^>]* (width|height)=/)
})

test('the limits between the two are the same in CSS as after the room has been measured', async () => {
  const { layoutOf, sizeOf } = await import('../../src/diagram/draw/layout.ts')
  const css = readFileSync('src/diagram/diagram.css', 'utf8')
  const limit = (side: string) =>
    Number(css.match(new RegExp(`@container picture \\(${side} < (\\d+)px\\)`))?.[1])
  const full = sizeOf(cropped(draw(scene())))
  const kind = (width: number, height: number) => layoutOf(scene(), full, { width, height }).kind
  const [width, height] = [limit('width'), limit('height')]
  expect(kind(width, 1000)).toBe('full')
  expect(kind(width - 1, 1000)).toBe('compact')
  expect(kind(2000, height)).toBe('full')
  expect(kind(2000, height - 1)).toBe('compact')
})
