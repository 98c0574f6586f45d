/** The program that a node's console starts with. */
export const LOGIN_SHELL = 'bash'

/** What stands before the cursor of a login shell: "root@nodeA:~# ". */
export const promptOf = (p: { node: string; vars: { cwd: string } }): string => {
  const { cwd } = p.vars
  const shown = cwd === '/root' || cwd.startsWith('/root/') ? `~${cwd.slice(5)}` : cwd
  return `root@${p.node.split('.')[0]}:${shown}# `
}
