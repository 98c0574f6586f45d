import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import { type KeptCheckpoint, type Save, saveOf } from './save.ts'
import type { Session } from './session.ts'

/** Fast, and small enough: checkpoints are much alike. */
const LEVEL = 4
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
  const text = JSON.stringify(save.checkpoints ?? [])
  return { ...save, checkpoints: base64Of(deflateSync(strToU8(text), { level: LEVEL })) }
}

/** The checkpoints in a file. Throws where they cannot be unpacked; what they hold is not looked at. */
export function unpacked(text: string): KeptCheckpoint[] {
  const pieces: Uint8Array[] = []
  let size = 0
  const inflate = new Inflate((piece) => {
    size += piece.length
    if (size > MOST_UNPACKED) throw new Error('it holds too much')
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
  return JSON.parse(strFromU8(whole)) as KeptCheckpoint[]
}
