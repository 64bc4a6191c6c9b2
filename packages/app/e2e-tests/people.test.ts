import { expect, test } from '@playwright/test';
import { SERVICE, choose, open, ours } from './support/portal';

test('the menu switches to another person, and back', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('button', { name: /Mara Okafor/ }).click();
  await page.getByRole('menuitem', { name: /Aiko Tanaka/ }).click();
  await expect(ours(page).getByRole('heading', { level: 1 })).toContainText(
    'Aiko',
  );
  await page.getByRole('button', { name: /Aiko Tanaka/ }).click();
  await page.getByRole('menuitem', { name: /Mara Okafor/ }).click();
  await expect(ours(page).getByRole('heading', { level: 1 })).toContainText(
    'Mara',
  );
});

test('all of ours speaks German', async ({ page }) => {
  await choose(page, { language: 'de' });
  await open(page, '/');
  await expect(
    page.getByRole('region', { name: 'Meine Services' }),
  ).toBeVisible();
  await open(page, '/sbom/coverage');
  await expect(ours(page)).not.toContainText('Which services');
  await open(page, `/catalog/default/component/${SERVICE}/sbom`);
  await expect(ours(page).getByRole('tab').first()).toContainText(
    'Komponenten',
  );
});
