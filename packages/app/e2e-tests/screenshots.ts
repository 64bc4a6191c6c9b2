import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { SERVICE, choose, open } from './support/portal';

const folder = resolve(__dirname, '../../../docs/screenshots');
const service = `/catalog/default/component/${SERVICE}`;

const pictures = {
  home: '/',
  service,
  'sbom-tab': `${service}/sbom`,
  'sbom-search': '/sbom/search?q=pkg%3Anpm%2Fexpress',
  'sbom-coverage': '/sbom/coverage',
  'scorecard-tab': `${service}/scorecard`,
  'scorecards-overview': '/scorecards/overview',
  'llm-use': '/llm/use',
  'llm-budgets': `/llm/budgets?scope=${encodeURIComponent(
    'group:default/team-payments',
  )}`,
};

for (const theme of ['light', 'dark'] as const) {
  for (const [name, path] of Object.entries(pictures)) {
    test(`${name}, ${theme}`, async ({ page }) => {
      await choose(page, { theme });
      await open(page, path);
      await page.waitForLoadState('networkidle');
      if (path === service) {
        // The graph beside the card is drawn last.
        await expect(page.getByTestId('node').first()).toBeVisible();
      }
      await page.screenshot({
        path: resolve(folder, `${name}.${theme}.png`),
        animations: 'disabled',
        caret: 'hide',
      });
    });
  }
}
