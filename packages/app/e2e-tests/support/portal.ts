import { type Locator, type Page, expect } from '@playwright/test';

/** A service of the guest's team with BOMs of two ages and two channels. */
export const SERVICE = 'checkout';

/** What a browser remembers of a person's choices. */
export interface Choices {
  theme?: 'light' | 'dark';
  language?: 'en' | 'de';
  persona?: string;
}

/** Makes choices before the first page is opened, as an earlier visit would have. */
export async function choose(page: Page, choices: Choices): Promise<void> {
  const { theme, language, persona } = choices;
  const items = Object.entries({
    theme,
    language,
    'waymark.persona': persona,
  }).filter((item): item is [string, string] => item[1] !== undefined);
  await page.addInitScript(entries => {
    for (const [key, value] of entries) {
      window.localStorage.setItem(key, value);
    }
  }, items);
}

/** Everything on the page that our own extensions render. */
export const ours = (page: Page): Locator =>
  page.locator('[data-waymark-root]');

/** Opens a page and waits until what our extensions show there is loaded. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Waits until nothing of ours is loading any more. */
export async function settled(page: Page): Promise<void> {
  await expect(ours(page).first()).toBeVisible({ timeout: 40_000 });
  await expect(ours(page).locator('[aria-busy="true"]')).toHaveCount(0);
}
