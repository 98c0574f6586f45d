/** A part of a whole, from 0 to 1, as whole percents: "99%" until all of it is there. */
export const percent = (fraction: number): string =>
  `${Math.floor(100 * Math.min(1, Math.max(0, fraction)))}%`
