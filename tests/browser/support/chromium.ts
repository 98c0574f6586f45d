import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

const isRoot = process.getuid?.() === 0

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * What the browser leaves out. The last such list counts, so Playwright's is repeated as far as it matters here; the
 * popup of the address bar is a page of its own, which each window would load and no test opens.
 */
const WITHOUT = [
  'AimEnabled',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
]

/** Flags for a browser that needs no display, no GPU and talks to no one but the page under test. */
export const launchArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${WITHOUT}`,
  ...(isRoot ? ['--no-sandbox'] : []),
]

/** Ubuntu's `chromium` without snap is a script that only says so: a path counts if it starts. */
function starts(path: string): boolean {
  if (!existsSync(path)) return false
  if (process.platform === 'win32') return true // --version would open a window there
  return spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0
}

function find(): string | undefined {
  return [chromium.executablePath(), ...usualPaths].find(starts)
}

function attempt(command: string, args: readonly string[], seconds: number): void {
  console.log(`No Chromium found. Running: ${command} ${args.join(' ')}`)
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000',
  }
  const stdio = ['ignore', 'inherit', 'inherit'] as const
  spawnSync(command, args, { env, stdio: [...stdio], timeout: seconds * 1000 })
}

function install(): void {
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    attempt('apt-get', ['update', '-q'], 120)
    attempt('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], 300)
    if (find() !== undefined) return
  }
  const playwright = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'))
  const withLibraries = isRoot && process.platform === 'linux' ? ['--with-deps'] : []
  const args = [join(playwright, 'cli.js'), 'install', ...withLibraries, 'chromium']
  attempt(process.execPath, args, 180)
}

/**
 * The Chromium or Chrome to test with: CHROMIUM_PATH, Playwright's own, or one in a usual place.
 * Where there is none it tries to install one, and fails with what to do where that fails too.
 */
export function chromiumPath(): string {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (starts(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, which does not start.`)
  }
  const found = find()
  if (found !== undefined) return found
  install()
  const installed = find()
  if (installed !== undefined) return installed
  throw new Error(
    'The browser tests need Chromium or Chrome. Install it (Debian: apt-get install chromium; ' +
      'elsewhere: npx playwright-core install chromium) or set CHROMIUM_PATH to its program.',
  )
}
