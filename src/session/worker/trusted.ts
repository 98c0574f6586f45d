/** As much of Trusted Types as is used here; browsers that do not know them have none. */
interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ) => { createScriptURL: (address: string) => unknown }
}

/** Refuses every address but those of files that came with the page. */
function ownFile(address: string): string {
  const here = new URL('./', document.baseURI)
  const { href } = new URL(address, here)
  if (!href.startsWith(here.href)) throw new TypeError(`${address} did not come with the page`)
  return href
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
// The name is in the policy that .ci/headers.ts writes.
const policy = trustedTypes?.createPolicy('ganeti-lab', { createScriptURL: ownFile })

/**
 * The address of a worker's script, in the form that the page's security policy asks for: it is the only place
 * where text becomes code. Throws a TypeError for a file that did not come with the page.
 */
export const scriptAddress = (address: string): string =>
  // A TrustedScriptURL where there are any; the types of the DOM take it for a string.
  policy ? (policy.createScriptURL(address) as string) : ownFile(address)
