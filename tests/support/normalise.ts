/**
 * Removes from a recorded or simulated output what no simulation can know: dates, numbers of jobs, UUIDs,
 * key fingerprints, elapsed milliseconds, and how many progress lines fitted into a copy.
 */
const RULES: readonly [RegExp, string][] = [
  [/\r/g, ''],
  [
    /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d (?:[A-Z]{3,4} )?\d{4}/g,
    '<date>',
  ],
  [/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?/g, '<date>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, '<mac>'],
  [/SHA256:[A-Za-z0-9+/]{20,}/g, '<fingerprint>'],
  [/(Submitted jobs? )[\d, ]+/gi, '$1<jobs>'],
  [/((?:Waiting for job|JobID:|Job ID:?|job) )\d+/gi, '$1<job>'],
  [
    /Error (?:7|28): Failed to connect to (\S+) port (\d+) after \d+ ms: (?:Couldn't connect to server|Timeout was reached)/g,
    'Error <no answer from $1:$2>',
  ],
  [/after \d+ ms/g, 'after <n> ms'],
  [/time=[\d.]+ ms|time \d+ms|= [\d./]+ ms/g, '<ms>'],
  [/^.*(?:% done|- progress: |%, ETA |disk\/\d+ sent \d+M).*$/gm, '<progress>'],
  [/(?:<progress>\n)+/g, '<progress>\n'],
  [/\^C\n?/g, ''],
  [/\(253:\d+\)/g, '(253:<n>)'],
  [/^(?:\/bin\/)?bash: line \d+: /gm, 'bash: '],
  [/(port 22: )(?:Connection timed out|No route to host)/g, '$1<no answer>'],
  [/\[1[0-9]{9}, [0-9]+\]/g, '<time stamp>'],
  [/\b1[0-9]{18}\b/g, '<time stamp>'],
  [/\b1[0-9]{9}\.\d+\b/g, '<time stamp>'],
  [/\(delta \d+\.\d+s\)|Total processing time: \d+\.\d+ seconds/g, '<duration>'],
  [/^ *\d+ (?:\?|pts\/\d+) +(\S+) +\d+:\d\d /gm, '<pid> $1 '],
  [/[ \t]+$/gm, ''],
  [/\n+$/, ''],
]

/** `command`: what printed it; with some options a job's number stands alone on its line. */
export const normalise = (text: string, command = ''): string =>
  RULES.reduce(
    (result, [from, to]) => result.replace(from, to),
    /--submit|--print-jobid/.test(command) ? text.replace(/^\d+$/gm, '<job>') : text,
  )
