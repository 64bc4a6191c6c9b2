import { expect, test } from '@playwright/test';
import { open, ours, settled } from './support/portal';

test('a package is searched over all services, and opens to who ships it', async ({
  page,
}) => {
  await open(page, '/sbom');
  await page.getByRole('textbox', { name: 'Package' }).fill('express');
  await expect(page).toHaveURL(/q=express/);
  await settled(page);
  const row = ours(page)
    .getByRole('row')
    .filter({ hasText: 'pkg:npm/express' })
    .first();
  const expand = row.getByRole('button');
  if ((await expand.getAttribute('aria-expanded')) === 'false') {
    await expand.click();
  }
  await expect(
    ours(page).getByRole('link', { name: 'team-payments' }).first(),
  ).toBeVisible();
  await expect(ours(page)).toContainText(/This answer covers \d+ of \d+/);
});

test('an address is an answer: the search of a colleague opens as it was', async ({
  page,
}) => {
  await open(page, '/sbom/search?q=express');
  await expect(page.getByRole('textbox', { name: 'Package' })).toHaveValue(
    'express',
  );
  await expect(ours(page)).toContainText('pkg:npm/express');
});

test('nothing found says what the answer covers', async ({ page }) => {
  await open(page, '/sbom/search?q=no-such-package-at-all');
  await expect(ours(page)).toContainText(
    'No service in this answer ships no-such-package-at-all.',
  );
});

test('coverage opens an owner to the services that send no BOM', async ({
  page,
}) => {
  await open(page, '/sbom/coverage');
  await expect(ours(page)).toContainText(/\d+ of \d+ services do: \d+/);
  await ours(page)
    .getByRole('listitem')
    .filter({ hasText: 'team-payments' })
    .getByRole('button')
    .click();
  await expect(page).toHaveURL(/team=/);
  await settled(page);
  await expect(ours(page)).toContainText(/\d+ of \d+ fresh/);
});
