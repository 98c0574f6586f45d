import type { Terminal } from '../sim/world.ts'

/** The program that a node's console starts with. */
export const LOGIN_SHELL = 'bash'

/** What stands before the cursor of a login shell: "root@nodeA:~# ". */
export const promptOf = (p: { node: string; vars: { cwd: string } }): string => {
  const { cwd } = p.vars
  const shown = cwd === '/root' || cwd.startsWith('/root/') ? `~${cwd.slice(5)}` : cwd
  return `root@${p.node.split('.')[0]}:${shown}# `
}

/** Whether a login shell waits for a command on a terminal. */
export const atShell = (terminal: Terminal | undefined): boolean => {
  const process = terminal?.stack.at(-1)
  return process?.program === LOGIN_SHELL && process.frame.wait?.for === 'line'
}
