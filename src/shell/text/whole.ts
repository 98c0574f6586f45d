import { misused, readAll, type TextFilter } from './filter.ts'
import { getopt, joined, linesOf } from './getopt.ts'

/** Programs that pass their input on whole. */

/** `cat`: the files one after the other, or what is piped in. */
export const cat: TextFilter = (f) => {
  const { flags, rest, wrong } = getopt('cat', f.args, 'nbsAetTuv', { number: 'n' })
  if (wrong !== null) return misused('cat', wrong)
  const { read, err } = readAll(f, 'cat', rest)
  const text = read.map((file) => file.text).join('')
  const numbered = () =>
    joined(linesOf(text).map((line, i) => `${String(i + 1).padStart(6)}\t${line}`))
  return { out: 'n' in flags ? numbered() : text, err, exit: err === '' ? 0 : 1 }
}

/** `tac`: the lines in the opposite order. */
export const tac: TextFilter = (f) => {
  const { read, err } = readAll(f, 'tac', f.args)
  const out = read.map((file) => joined(linesOf(file.text).reverse())).join('')
  return { out, err, exit: err === '' ? 0 : 1 }
}

/** `tee`: passes its input on and writes it to files as well. */
export const tee: TextFilter = (f) => {
  const { flags, rest, wrong } = getopt('tee', f.args, 'ai', { append: 'a' })
  if (wrong !== null) return misused('tee', wrong)
  const text = f.input()
  const complaints = rest.flatMap((name) => {
    const why = f.write(name, text, { append: 'a' in flags })
    return why === null ? [] : [`tee: ${name}: ${why}\n`]
  })
  return { out: text, err: complaints.join(''), exit: complaints.length > 0 ? 1 : 0 }
}
