import { expect, test } from '@playwright/test';
import { SERVICE, open, ours } from './support/portal';

const tab = `/catalog/default/component/${SERVICE}/sbom`;

test('who may not see SBOMs is told which permission is missing', async ({
  page,
}) => {
  await page.route('**/api/sbom/**', route =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
        code: 'auth.forbidden',
        detail: 'Not allowed.',
      }),
    }),
  );
  for (const path of [tab, '/sbom/search?q=express', '/sbom/coverage']) {
    await page.goto(path);
    await expect(
      ours(page)
        .getByText(/You may not see this/)
        .first(),
    ).toContainText('sbom.bom.read');
  }
});

test('a server that fails is told apart from missing data, and can be asked again', async ({
  page,
}) => {
  await page.route('**/api/sbom/**', route =>
    route.fulfill({ status: 500, body: 'broken' }),
  );
  await page.goto('/sbom/coverage');
  await expect(
    ours(page)
      .getByText(/Stored data is safe/)
      .first(),
  ).toBeVisible();
  await page.unroute('**/api/sbom/**');
  await ours(page).getByRole('button', { name: 'Retry' }).first().click();
  await expect(ours(page)).toContainText(/services do/);
});

test('an empty search field explains itself', async ({ page }) => {
  await open(page, '/sbom');
  await expect(ours(page)).toContainText('Type a package to see');
});
