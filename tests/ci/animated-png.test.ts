import { crc32, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { animatedPng, type Picture } from '../../.ci/animated-png.ts'

interface Chunk {
  name: string
  data: Buffer
}

function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 8; at < file.length; ) {
    const size = file.readUInt32BE(at)
    const named = file.subarray(at + 4, at + 8 + size)
    expect(file.readUInt32BE(at + 8 + size)).toBe(crc32(named))
    chunks.push({ name: named.toString('latin1', 0, 4), data: named.subarray(4) })
    at += size + 12
  }
  return chunks
}

const dataOf = (chunks: readonly Chunk[], name: string): Buffer[] =>
  chunks.filter((chunk) => chunk.name === name).map(({ data }) => data)

/** What a viewer shows after each frame, and for how long. */
function shown(file: Buffer): Picture[] {
  const chunks = chunksOf(file)
  const [head, colours] = [dataOf(chunks, 'IHDR')[0], dataOf(chunks, 'PLTE')[0]]
  if (!head || !colours) throw new Error('no PNG')
  const total = head.readUInt32BE(0)
  const screen = new Uint32Array(total * head.readUInt32BE(4))
  const packed = [
    ...dataOf(chunks, 'IDAT'),
    ...dataOf(chunks, 'fdAT').map((one) => one.subarray(4)),
  ]
  return dataOf(chunks, 'fcTL').map((control, frame) => {
    const [width = 0, height = 0, x = 0, y = 0] = [4, 8, 12, 16].map((at) =>
      control.readUInt32BE(at),
    )
    const rows = inflateSync(packed[frame] ?? Buffer.alloc(0))
    for (let at = 0; at < width * height; at++) {
      const [row, column] = [Math.floor(at / width), at % width]
      const place = rows[row * (width + 1) + 1 + column] ?? 0
      if (place === 0) continue
      const part = (of: number) => colours[place * 3 + of] ?? 0
      screen[(y + row) * total + x + column] =
        (0xff000000 | (part(2) << 16) | (part(1) << 8) | part(0)) >>> 0
    }
    return { pixels: screen.slice(), milliseconds: control.readUInt16BE(20) }
  })
}

const WHITE = 0xffffffff
const RED = 0xff0000ff
const size = { width: 3, height: 2 }
const picture = (milliseconds: number, ...pixels: number[]): Picture => ({
  pixels: Uint32Array.from(pixels),
  milliseconds,
})

it('shows each picture of a film as it was, for as long', () => {
  const film = [
    picture(100, WHITE, WHITE, WHITE, WHITE, WHITE, WHITE),
    picture(200, WHITE, RED, WHITE, WHITE, WHITE, RED),
    picture(300, WHITE, WHITE, WHITE, WHITE, WHITE, RED),
  ]
  expect(shown(animatedPng(size, film))).toEqual(film)
})

it('shows a picture that does not change for longer, in one frame', () => {
  const still = picture(100, WHITE, RED, WHITE, RED, WHITE, RED)
  expect(shown(animatedPng(size, [still, still, still]))).toEqual([{ ...still, milliseconds: 300 }])
})

it('gives rare colours the nearest frequent one, where there are more than a palette holds', () => {
  const wide = { width: 600, height: 1 }
  const grey = (level: number) => (0xff000000 | (level << 16) | (level << 8) | level) >>> 0
  const pixels = Uint32Array.from({ length: 600 }, (_, at) =>
    at < 512 ? grey(at % 256) : grey(at % 2 === 0 ? 7 : 200),
  )
  const [first] = shown(animatedPng(wide, [{ pixels, milliseconds: 100 }]))
  const off = pixels.filter(
    (pixel, at) => Math.abs((pixel & 255) - ((first?.pixels[at] ?? 0) & 255)) > 1,
  )
  expect([...off]).toEqual([])
})
