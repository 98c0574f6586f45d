// The least that a page with React and a terminal can do: what this project's page is measured against.
import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { useEffect, useRef } from 'react'
import { createRoot } from 'react-dom/client'

function Floor() {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!holder.current) return
    const terminal = new Terminal({ fontFamily: 'monospace', screenReaderMode: true })
    const fitter = new FitAddon()
    terminal.loadAddon(fitter)
    terminal.open(holder.current)
    fitter.fit()
    terminal.write('root@nodeA:~# ')
    terminal.focus()
    return () => terminal.dispose()
  }, [])
  return <div ref={holder} style={{ height: '90vh' }} />
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<Floor />)
