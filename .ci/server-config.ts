import { CACHING, commonHeaders, type Inline, inlineOfBuild } from './headers.ts'

type Printed = (headers: readonly (readonly [name: string, value: string])[]) => string

const PRINTED: Readonly<Record<string, Printed>> = {
  nginx: (headers) => {
    const lines = headers.map(([name, value]) => `add_header ${name} "${value}" always;`)
    return [
      '# Inside the http block:',
      'map $uri $ganeti_lab_cache {',
      `  default "${CACHING.other}";`,
      `  ~/${CACHING.folder}/ "${CACHING.hashed}";`,
      '}',
      '# Inside the server or location block:',
      ...lines,
      'add_header Cache-Control $ganeti_lab_cache always;',
    ].join('\n')
  },
  apache: (headers) =>
    [
      '# Needs mod_headers. Works as .htaccess in the folder, too.',
      ...headers.map(([name, value]) => `Header always set ${name} "${value}"`),
      `Header always set Cache-Control "${CACHING.other}"`,
      `Header always set Cache-Control "${CACHING.hashed}" "expr=%{REQUEST_URI} =~ m#/${CACHING.folder}/#"`,
    ].join('\n'),
  caddy: (headers) =>
    [
      '# Inside the site block.',
      'header {',
      ...headers.map(([name, value]) => `\t${name} "${value}"`),
      `\tCache-Control "${CACHING.other}"`,
      '}',
      `@hashed path */${CACHING.folder}/*`,
      `header @hashed Cache-Control "${CACHING.hashed}"`,
    ].join('\n'),
}

/** The configuration for a server: "nginx", "apache" or "caddy"; undefined for any other. */
export const configurationFor = (server: string, inline: Inline): string | undefined =>
  Object.hasOwn(PRINTED, server)
    ? PRINTED[server]?.(commonHeaders(inline).map(({ name, value }) => [name, value]))
    : undefined

/** Prints it for the build in dist/; returns the exit code. */
export function printConfiguration(server: string): number {
  const text = configurationFor(server, inlineOfBuild('dist'))
  if (text === undefined) {
    console.error(`Usage: npm run -s headers -- ${Object.keys(PRINTED).join('|')}`)
    return 2
  }
  console.log(text)
  return 0
}
