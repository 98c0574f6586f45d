import { SearchAddon } from '@xterm/addon-search'
import type { Terminal } from '@xterm/xterm'
import { useEffect, useRef, useState } from 'react'
import { t } from '../lib/language/t.ts'

/** Finds text in the console's output. Loaded when it is first opened. */
export default function SearchBar(props: { terminal: Terminal; onClose: () => void }) {
  const { terminal, onClose } = props
  const addon = useRef<SearchAddon>(null)
  const field = useRef<HTMLInputElement>(null)
  const [missed, setMissed] = useState(false)
  useEffect(() => {
    const made = new SearchAddon()
    terminal.loadAddon(made)
    addon.current = made
    field.current?.focus()
    return () => made.dispose()
  }, [terminal])
  const find = (text: string, options: { back: boolean; incremental: boolean }) => {
    const { incremental } = options
    const found = options.back
      ? addon.current?.findPrevious(text, { incremental })
      : addon.current?.findNext(text, { incremental })
    setMissed(text !== '' && !found)
  }
  return (
    <search className="console-search">
      <label htmlFor="console-search">{t`Find`}</label>
      <input
        id="console-search"
        ref={field}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => find(event.target.value, { back: true, incremental: true })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
          if (event.key === 'Enter')
            find(event.currentTarget.value, { back: !event.shiftKey, incremental: false })
        }}
      />
      <span role="status">{missed ? t`not found` : ''}</span>
      <button type="button" className="button is-quiet" onClick={onClose}>
        {t`Close`}
      </button>
    </search>
  )
}
