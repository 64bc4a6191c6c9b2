import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { SERVICE, open, ours, settled } from './support/portal';

const overview = `/catalog/default/component/${SERVICE}`;
const examples = resolve(__dirname, '../../../examples');

test('the overview has the SBOM card, which opens the tab', async ({
  page,
}) => {
  await open(page, overview);
  const card = page.getByRole('region', { name: 'SBOM' });
  await expect(card).toContainText('Fresh');
  await expect(card).toContainText(/components/);
  await card.getByRole('link', { name: 'Open →' }).click();
  await expect(page).toHaveURL(new RegExp(`${overview}/sbom`));
  await expect(
    ours(page).getByRole('tab', { name: /Components/ }),
  ).toHaveAttribute('aria-selected', 'true');
});

test('components are found by name, and say why they are there', async ({
  page,
}) => {
  await open(page, `${overview}/sbom`);
  await page.getByLabel('Relation').click();
  await page.getByRole('option', { name: /Transitive/ }).click();
  await settled(page);
  const row = ours(page).getByRole('row').nth(1);
  await expect(row).toContainText('Transitive');
  const name = (await row.getByRole('cell').first().innerText()).trim();

  await page.getByPlaceholder('Find a component').fill(name);
  await settled(page);
  await expect(ours(page).getByRole('row').nth(1)).toContainText(name);
  await ours(page).getByRole('row').nth(1).getByText('Show path').click();
  const drawer = page.getByRole('dialog', { name: 'Why is it here' });
  await expect(drawer.getByRole('list').first()).toContainText(name);
  expect(
    await drawer.getByRole('list').first().getByRole('listitem').count(),
  ).toBeGreaterThan(2);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
});

test('the original is downloaded as it was sent, byte for byte', async ({
  page,
}) => {
  await open(page, `${overview}/sbom`);
  await ours(page).getByRole('tab', { name: 'Uploads' }).click();
  await settled(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    ours(page)
      .getByRole('button', { name: /^Download the BOM of/ })
      .first()
      .click(),
  ]);
  const [got, sent] = await Promise.all([
    readFile(await download.path()),
    readFile(resolve(examples, 'boms', SERVICE, '2026-11.source.cdx.json')),
  ]);
  expect(got.equals(sent)).toBe(true);
});

test('changes name what came and what went; quality says what to improve', async ({
  page,
}) => {
  await open(page, `${overview}/sbom`);
  await ours(page).getByRole('tab', { name: 'Changes' }).click();
  await settled(page);
  await ours(page).getByRole('combobox', { name: /^From/ }).click();
  await page.getByRole('option').last().click();
  await settled(page);
  await expect(ours(page).getByRole('row').nth(1)).toContainText(
    /Added|Removed|Changed/,
  );
  await ours(page).getByRole('tab', { name: 'Quality' }).click();
  await expect(ours(page)).toContainText(/of 100 points/);
});
