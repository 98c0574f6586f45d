/** What htools reads out of tags, and the short names it accepts (HTools/Tags.hs, Loader.hs). */

const prefixes = {
  exclusion: 'htools:iextags:',
  migration: 'htools:migration:',
  allowMigration: 'htools:allowmigration:',
  location: 'htools:nlocation:',
  desiredLocation: 'htools:desiredlocation:',
} as const

const afterPrefix = (prefix: string, tags: readonly string[]): string[] =>
  tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length))

const startingWithAny = (tags: readonly string[], starts: readonly string[]): string[] =>
  tags.filter((tag) => starts.some((start) => start !== '' && tag.startsWith(start)))

/** Instance tags that must not meet on one primary node. */
export const exclusionTags = (
  clusterTags: readonly string[],
  tags: readonly string[],
): readonly string[] => startingWithAny(tags, afterPrefix(prefixes.exclusion, clusterTags))

/** Locations an instance wants its primary node to have. */
export const desiredLocationTags = (
  clusterTags: readonly string[],
  tags: readonly string[],
): readonly string[] => [
  ...new Set(startingWithAny(tags, afterPrefix(prefixes.desiredLocation, clusterTags))),
]

const nodeTags = (
  prefix: string,
  clusterTags: readonly string[],
  tags: readonly string[],
): readonly string[] => {
  const starts = afterPrefix(prefix, clusterTags).map((start) => `${start}:`)
  return [...new Set(starts.flatMap((start) => tags.filter((tag) => tag.startsWith(start))))]
}

/** The failure domains a node belongs to: those of its tags that the cluster declares by htools:nlocation. */
export const locationTags = (
  clusterTags: readonly string[],
  tags: readonly string[],
): readonly string[] => nodeTags(prefixes.location, clusterTags, tags)

/** What a target must accept before an instance may leave this node. */
export const migrationTags = (
  clusterTags: readonly string[],
  tags: readonly string[],
): readonly string[] => nodeTags(prefixes.migration, clusterTags, tags)

/** Migration tags that a node accepts: its own, and those a cluster tag "old::own" allows. */
export const receivedMigrationTags = (
  clusterTags: readonly string[],
  tags: readonly string[],
): readonly string[] => {
  const allowed = afterPrefix(prefixes.allowMigration, clusterTags)
    .map((pair) => pair.split('::'))
    .filter((pair) => pair.length === 2)
  const own = migrationTags(clusterTags, tags)
  const others = allowed.flatMap(([from, to]) =>
    from !== undefined && to !== undefined && own.includes(to) ? [from] : [],
  )
  return [...new Set([...own, ...others])]
}

/** The longest ".domain" at the end of all names; empty if there is none. */
export const sharedDomain = (names: readonly string[]): string => {
  const [first, ...others] = names
  if (first === undefined) return ''
  for (let start = 0; start < first.length; start += 1) {
    const domain = first.slice(start)
    if (first[start] === '.' && others.every((name) => name.endsWith(domain))) return domain
  }
  return ''
}

/** The name without `domain` at its end; the whole name where it ends otherwise. */
export const aliasIn = (domain: string, name: string): string =>
  domain !== '' && name.endsWith(domain) ? name.slice(0, -domain.length) : name
