import type { Page } from 'playwright-core'

/** Makes a cluster with *New cluster …*; fields that are not given stay as the form has them. */
export async function makeCluster(page: Page, fields: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('button', { name: 'New cluster' }).first().click()
  const form = page.locator('form.cluster')
  for (const [name, value] of Object.entries(fields))
    await form.locator(`[name="${name}"]`).fill(value)
  await form.getByRole('button', { name: 'Open it' }).click()
  await form.waitFor({ state: 'detached' })
}

/** Cuts the power of a node by the list of what can be broken. */
export async function cutPower(page: Page, node: string): Promise<void> {
  await page.getByRole('button', { name: 'Break', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Find a node, an instance or a fault' }).fill(node)
  await page.locator('.faults-node summary', { hasText: node }).click()
  await page.getByRole('button', { name: 'Power off' }).first().click()
}
