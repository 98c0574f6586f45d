import { t } from '../../lib/language/t.ts'
import type { ClassRefusal } from '../log/refusal.ts'

/** Why the server has refused something, in a sentence. */
export function refusalInWords(why: ClassRefusal): string {
  switch (why.is) {
    case 'class full':
      return t`The class is full.`
    case 'no page':
      return t`This page said what no page says, or too much at once. Load it again.`
    case 'no name':
      return t`A name has at least one letter.`
    case 'long name':
      return t`A name has at most ${why.most} letters.`
    case 'strange name':
      return t`This name has characters that cannot be shown.`
    case 'no such code':
      return t`There is no group with this code. Ask your instructor for it.`
    case 'too many codes':
      return t`There were too many wrong codes from your address. Wait a minute, then try again.`
    case 'wrong link':
      return t`This link does not open the wall of this class. Use the link that its start has printed.`
    case 'group full':
      return t`This group is full: it has ${why.seats} seats.`
    case 'door closed':
      return t`The door of this group is closed: only those who have joined before come in. Ask your instructor.`
    case 'no waiting room':
      return t`This class has no waiting room. Ask your instructor for the code of your group.`
    case 'waiting room full':
      return t`The waiting room is full.`
    case 'not joined':
      return t`Join a group first.`
    case 'changed':
      return t`Someone else did something at the same moment. Look first, then try again.`
    case 'instructor only':
      return t`Only the instructor can do this.`
    case 'other keyboard':
      return t`This is not your keyboard: it belongs to someone else, or is lent.`
    case 'floor':
      return why.name === null
        ? t`Only someone else acts now: your instructor wants it so.`
        : t`Only ${why.name} acts now: your instructor wants it so.`
    case 'not stored':
      return t`What was done in ${why.group} could not be stored: ${why.problem}. Nothing is lost: the pages keep it, and send it again.`
  }
}
