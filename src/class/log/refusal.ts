/** Why the server refuses something, with what it names. The page says it in the language of its reader. */
export type ClassRefusal =
  | { is: 'class full' }
  /** What was said is nothing that pages say, or was too much at once. */
  | { is: 'no page' }
  | { is: 'no name' }
  | { is: 'long name'; most: number }
  | { is: 'strange name' }
  | { is: 'no such code' }
  | { is: 'too many codes' }
  /** The link of the wall has another secret. */
  | { is: 'wrong link' }
  | { is: 'group full'; seats: number }
  | { is: 'door closed' }
  | { is: 'no waiting room' }
  | { is: 'waiting room full' }
  | { is: 'not joined' }
  /** Someone else did something meanwhile. */
  | { is: 'changed' }
  | { is: 'instructor only' }
  | { is: 'other keyboard' }
  /** Someone else acts alone; null: their name is not known. */
  | { is: 'floor'; name: string | null }
  /** `problem`: what the disk, or Redis, says. */
  | { is: 'not stored'; group: string; problem: string }
