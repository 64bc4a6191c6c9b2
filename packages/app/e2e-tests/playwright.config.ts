import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { baseUrl } from './support/credentials';

const root = resolve(__dirname, '../../..');

/** The browser that WAYMARK_CHROMIUM names, or the system's; else Playwright's own. */
const executablePath = [
  process.env.WAYMARK_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
].find(path => path && existsSync(path));

// Run by `yarn e2e`, which starts a portal for it on a fresh data folder.
export default defineConfig({
  testDir: __dirname,
  outputDir: resolve(root, '.cache/e2e'),
  // The journeys share one portal and its data.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  projects: [
    { name: 'journeys', testMatch: '*.test.ts' },
    { name: 'screenshots', testMatch: 'screenshots.ts' },
  ],
  use: {
    baseURL: baseUrl,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 1000 },
    reducedMotion: 'reduce',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
