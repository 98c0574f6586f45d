import { own } from './own.ts'
/**
 * Named streams of seeded random numbers. A stream's whole state is one 32-bit integer, so it lives in
 * the World as JSON; a new draw in one stream never shifts the others.
 */
export type RandomStreams = Record<string, number>

const hashOf = (text: string): number => {
  let h = 2166136261
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  return h | 0
}

/** The next number in [0, 1) of `stream` (mulberry32); advances the stream in place. */
export function draw(streams: RandomStreams, stream: string): number {
  const state = ((own(streams, stream) ?? hashOf(stream)) + 0x6d2b79f5) | 0
  streams[stream] = state
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

/** An integer in [0, below). */
export const drawBelow = (streams: RandomStreams, stream: string, below: number): number =>
  Math.floor(draw(streams, stream) * below)

const hex = (streams: RandomStreams, stream: string, digits: number): string => {
  let text = ''
  for (let i = 0; i < digits; i++) text += drawBelow(streams, stream, 16).toString(16)
  return text
}

/** A random UUID, version 4. */
export const drawUuid = (streams: RandomStreams, stream: string): string => {
  const h = hex(streams, stream, 31)
  const variant = '89ab'[drawBelow(streams, stream, 4)]
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(12, 15)}-${variant}${h.slice(15, 18)}-${h.slice(18, 30)}`
}

/** A MAC address with Ganeti's default prefix aa:00:00. */
export const drawMac = (streams: RandomStreams, stream: string): string =>
  `aa:00:00:${hex(streams, stream, 2)}:${hex(streams, stream, 2)}:${hex(streams, stream, 2)}`

/** A name of so many characters, as Python's tempfile module draws it. */
export const drawLetters = (random: RandomStreams, stream: string, count: number): string => {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_'
  return Array.from({ length: count }, () => letters[drawBelow(random, stream, 37)]).join('')
}
