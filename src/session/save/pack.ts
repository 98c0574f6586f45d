import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import type { Recording } from '../recording/recording.ts'
import type { Session } from '../session.ts'
import { type KeptCheckpoint, type Save, saveOf } from './save.ts'

/** Fast, and small enough: checkpoints are much alike. */
const LEVEL = 4
/** Best for what is written once and sent around. */
const DENSE = 9
/** Bytes. A small file may claim to hold any amount. */
const MOST_UNPACKED = 100_000_000
/** What is turned into characters at a time. */
const PIECE = 0x8000

const base64Of = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length; i += PIECE)
    text += String.fromCharCode(...bytes.subarray(i, i + PIECE))
  return btoa(text)
}

/** A session for a file. Packing the checkpoints makes them ten times smaller. */
export function packedSaveOf(session: Session): Save {
  const save = saveOf(session)
  return { ...save, checkpoints: packedText(save.checkpoints ?? []) }
}

/** The checkpoints in a file. Throws where they cannot be unpacked; what they hold is not looked at. */
export const unpacked = (text: string): KeptCheckpoint[] =>
  unpackedText(text, MOST_UNPACKED) as KeptCheckpoint[]

/** Plain data as a short text. */
export const packedText = (data: unknown, level: typeof LEVEL | typeof DENSE = LEVEL): string =>
  base64Of(deflateSync(strToU8(JSON.stringify(data)), { level }))

/** Plain data as a text for an address: base64url of what deflate makes of it. */
export const packedForAddress = (data: unknown): string =>
  packedText(data, DENSE).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** What `packedForAddress` has packed. Throws where it cannot be unpacked, or holds more than `most` bytes. */
export const unpackedFromAddress = (text: string, most: number): unknown =>
  unpackedText(text.replaceAll('-', '+').replaceAll('_', '/'), most)

/** What `packedText` has packed. Throws where it cannot be unpacked, or holds more than `most` bytes. */
export function unpackedText(text: string, most: number): unknown {
  const pieces: Uint8Array[] = []
  let size = 0
  const inflate = new Inflate((piece) => {
    size += piece.length
    if (size > most) throw new Error('it holds too much')
    pieces.push(piece)
  })
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  for (let i = 0; i < bytes.length; i += PIECE)
    inflate.push(bytes.subarray(i, i + PIECE), i + PIECE >= bytes.length)
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return JSON.parse(strFromU8(whole))
}

/** The text of a session's file, which `openFile` reads. `recording`: what its time strip shows. */
export const sessionFile = (session: Session, recording: Recording): string =>
  `${JSON.stringify({ ...packedSaveOf(session), recording })}\n`
