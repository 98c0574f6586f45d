import { crc32, deflateSync } from 'node:zlib'

/** A picture of a film: its pixels row by row, each one number, and for how long it is shown. */
export interface Picture {
  pixels: Uint32Array
  milliseconds: number
}

interface Size {
  width: number
  height: number
}

interface Rectangle extends Size {
  x: number
  y: number
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** The first place of the palette is the colour that leaves what is below. */
const TRANSPARENT = 0
const COLOURS = 255

const long = (value: number): number[] => [24, 16, 8, 0].map((bits) => (value >>> bits) & 255)
const short = (value: number): number[] => [(value >>> 8) & 255, value & 255]

function chunk(name: string, data: Uint8Array | readonly number[]): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), Buffer.from(data)])
  return Buffer.concat([Buffer.from(long(data.length)), named, Buffer.from(long(crc32(named)))])
}

/** Red, green and blue of a pixel as a canvas stores it. */
const partsOf = (pixel: number): number[] => [0, 8, 16].map((bits) => (pixel >>> bits) & 255)

const distance = (a: number, b: number): number => {
  const other = partsOf(b)
  return partsOf(a).reduce((sum, part, at) => sum + (part - (other[at] ?? 0)) ** 2, 0)
}

/** The most frequent colours of a film, and for each of its colours the place of the nearest. */
function paletteOf(pictures: readonly Picture[]): {
  colours: number[]
  places: Map<number, number>
} {
  const counts = new Map<number, number>()
  for (const { pixels } of pictures)
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const all = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  const colours = all.slice(0, COLOURS)
  const nearest = (pixel: number): number =>
    colours.reduce((best, one) => (distance(one, pixel) < distance(best, pixel) ? one : best))
  const places = new Map(colours.map((pixel, at) => [pixel, at + 1]))
  for (const pixel of all.slice(COLOURS)) places.set(pixel, places.get(nearest(pixel)) ?? 1)
  return { colours, places }
}

/** The smallest rectangle with all that differs; undefined where nothing does. */
function changed(before: Uint32Array | undefined, after: Uint32Array, size: Size) {
  let [left, top, right, bottom] = [size.width, size.height, -1, -1]
  for (let at = 0; at < after.length; at++) {
    if (before?.[at] === after[at]) continue
    const x = at % size.width
    const y = (at - x) / size.width
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  if (right < 0) return undefined
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

interface Frame extends Rectangle {
  data: Buffer
  milliseconds: number
}

/** What each picture changes. Equal ones in a row become one that is shown for longer. */
function framesOf(pictures: readonly Picture[], size: Size, places: Map<number, number>): Frame[] {
  const frames: Frame[] = []
  let before: Uint32Array | undefined
  for (const { pixels, milliseconds } of pictures) {
    const part = changed(before, pixels, size)
    const last = frames.at(-1)
    if (part)
      frames.push({ ...part, data: packed(before, pixels, part, size, places), milliseconds })
    else if (last) last.milliseconds += milliseconds
    before = pixels
  }
  return frames
}

/** The rows of a rectangle, packed; each begins with the number of its filter, which is none. */
function packed(
  before: Uint32Array | undefined,
  after: Uint32Array,
  { x, y, width, height }: Rectangle,
  size: Size,
  places: Map<number, number>,
): Buffer {
  const rows = Buffer.alloc((width + 1) * height)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const at = (y + row) * size.width + x + column
      const pixel = after[at] ?? 0
      rows[row * (width + 1) + 1 + column] =
        before?.[at] === pixel ? TRANSPARENT : (places.get(pixel) ?? 1)
    }
  return deflateSync(rows, { level: 9, memLevel: 9 })
}

/** A film as an animated PNG that repeats for ever, in at most 255 colours. */
export function animatedPng(size: Size, pictures: readonly Picture[]): Buffer {
  const { colours, places } = paletteOf(pictures)
  const frames = framesOf(pictures, size, places)
  let order = 0
  const drawn = frames.flatMap(({ x, y, width, height, data, milliseconds }, at) => {
    const place = [width, height, x, y].flatMap(long)
    // The last two: what is drawn stays, and the next one is drawn over it.
    const control = [...long(order++), ...place, ...short(milliseconds), ...short(1000), 0, 1]
    const image =
      at === 0
        ? chunk('IDAT', data)
        : chunk('fdAT', Buffer.concat([Buffer.from(long(order++)), data]))
    return [chunk('fcTL', control), image]
  })
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    // Eight bits each, places of a palette, the only ways to pack and filter, not interlaced.
    chunk('IHDR', [...long(size.width), ...long(size.height), 8, 3, 0, 0, 0]),
    chunk('PLTE', [0, 0, 0, ...colours.flatMap(partsOf)]),
    chunk('tRNS', [0]),
    chunk('acTL', [...long(frames.length), ...long(0)]),
    ...drawn,
    chunk('IEND', []),
  ])
}
