/** What the files of an OS definition say, alike on every node of a lab. */
export interface OsDefinition {
  name: string
  variants: string[]
  /** As the definition lists them. */
  apiVersions: number[]
  parameters: { name: string; text: string }[]
}

/** As the packages of that name have it (ganeti-instance-debootstrap and its like). */
const INSTANCE_SCRIPTS = {
  apiVersions: [20, 15],
  parameters: [
    { name: 'dhcp', text: 'Whether to use dhcp' },
    { name: 'filesystem', text: 'Filesystem to use' },
  ],
}
/** Scripts without variants follow the first API. */
const PLAIN_SCRIPTS = { apiVersions: [10], parameters: [] }

/** The definitions behind installable names such as "debootstrap+default", sorted by name. */
export function osDefinitions(installed: readonly string[]): OsDefinition[] {
  const names = [...new Set(installed.map((os) => os.split('+')[0] ?? ''))].sort()
  return names.map((name) => {
    const variants = installed.flatMap((os) =>
      os.startsWith(`${name}+`) ? [os.slice(name.length + 1)] : [],
    )
    return { name, variants, ...(variants.length > 0 ? INSTANCE_SCRIPTS : PLAIN_SCRIPTS) }
  })
}

/** Where a definition's folder is. */
export const osFolder = (name: string): string => `/usr/share/ganeti/os/${name}`
