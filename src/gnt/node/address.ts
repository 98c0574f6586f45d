const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const IP4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`)

/** Whether a text is an IPv4 address in dotted form. */
export const isAddress = (text: string): boolean => IP4.test(text)
