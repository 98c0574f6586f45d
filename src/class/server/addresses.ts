import { networkInterfaces } from 'node:os'

/** The addresses of this computer on its networks, those that others are most likely to reach first. */
export function localAddresses(): string[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [{ name, address }] : [],
    ),
  )
  // Bridges of containers and virtual machines are seen by this computer alone.
  const isInner = ({ name }: { name: string }) =>
    /^(docker|br-|virbr|veth|vmnet|vboxnet)/.test(name)
  return [...all.filter((one) => !isInner(one)), ...all.filter(isInner)].map(
    ({ address }) => address,
  )
}
