import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { SERVICE, choose, open } from './support/portal';
import shell from './shell-violations.json';

const service = `/catalog/default/component/${SERVICE}`;

const pages = {
  home: '/',
  service,
  components: `${service}/sbom`,
  changes: `${service}/sbom?tab=changes`,
  uploads: `${service}/sbom?tab=uploads`,
  quality: `${service}/sbom?tab=quality`,
  search: '/sbom/search?q=undici%40%3C6.21.1',
  coverage: '/sbom/coverage',
  use: '/llm/use',
  budgets: '/llm/budgets',
  calls: '/llm/budgets?calls=all',
  limit: '/llm/budgets?panel=limit',
  models: '/llm/models',
  denials: '/llm/denials',
  checks: `${service}/scorecard`,
  overview: '/scorecards/overview',
  levels: '/scorecards/overview?view=table',
  services: '/scorecards/services',
  rules: '/scorecards/rules',
  rule: '/scorecards/rules?rule=GP020',
  exceptions: '/scorecards/exceptions',
};

for (const theme of ['light', 'dark'] as const) {
  for (const [name, path] of Object.entries(pages)) {
    test(`${name} has no violation of ours, ${theme}`, async ({ page }) => {
      await choose(page, { theme });
      await open(page, path);
      const { violations } = await new AxeBuilder({ page })
        .include('[data-waymark-root]')
        .analyze();
      expect(
        violations.map(({ id, nodes }) => ({
          id,
          nodes: nodes.map(node => node.html.slice(0, 200)),
        })),
      ).toEqual([]);
    });
  }
}

test('the shell violates what is listed, and nothing else', async ({
  page,
}) => {
  const seen = new Set<string>();
  for (const path of [pages.home, pages.service, pages.search]) {
    await open(page, path);
    const { violations } = await new AxeBuilder({ page })
      .exclude('[data-waymark-root]')
      .analyze();
    violations.forEach(({ id }) => seen.add(id));
  }
  // The list may only shrink: what Backstage mends has to leave it.
  expect([...seen].sort()).toEqual([...shell.rules].sort());
});
