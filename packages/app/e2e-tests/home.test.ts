import { expect, test } from '@playwright/test';
import { SERVICE, open, ours } from './support/portal';

test('the guest enters without a click, and sees the services of the team', async ({
  page,
}) => {
  await open(page, '/');
  await expect(ours(page).getByRole('heading', { level: 1 })).toContainText(
    'Mara',
  );
  const services = page.getByRole('region', { name: 'My services' });
  const row = services.getByRole('row').filter({ hasText: SERVICE });
  await expect(row).toContainText('Fresh');
  await row.getByRole('link', { name: SERVICE }).click();
  await expect(page).toHaveURL(`/catalog/default/component/${SERVICE}`);
});

test('another owner shows other services, and the address keeps the choice', async ({
  page,
}) => {
  await open(page, '/?owner=group:default/team-orders');
  const services = page.getByRole('region', { name: 'My services' });
  await expect(services.getByRole('row').nth(1)).toBeVisible();
  await expect(
    services.getByRole('link', { name: SERVICE, exact: true }),
  ).toHaveCount(0);
});

test('what needs attention leads to what to do', async ({ page }) => {
  await open(page, '/');
  const attention = page.getByRole('region', { name: 'Needs attention' });
  await attention
    .getByRole('link', { name: 'How to upload →' })
    .first()
    .click();
  await expect(page).toHaveURL(/\/sbom/);
  await expect(ours(page).getByText('sbom.cdx.json').first()).toBeVisible();
});
