/**
 * Custom properties that both themes share or take from Backstage UI. A
 * fallback after the comma serves hosts that do not load its stylesheet.
 */
const given = (page: string, card: string, fg: string, accent: string) => ({
  '--wm-page': `var(--bui-bg-app, ${page})`,
  '--wm-card': `var(--bui-bg-neutral-1, ${card})`,
  '--wm-fg': `var(--bui-fg-primary, ${fg})`,
  '--wm-accent': accent,
  '--wm-mono':
    "var(--bui-font-monospace, ui-monospace, Menlo, Monaco, Consolas, 'Liberation Mono', 'Courier New', monospace)",
});

const light = {
  ...given('#f5f5f5', '#ffffff', '#000000', '#1f5493'),
  '--wm-on-accent': '#ffffff',
  '--wm-fill': '#f0f0f0',
  '--wm-code': '#f6f6f6',
  '--wm-edge': '#e5e5e5',
  '--wm-edge-strong': '#8a8a8a',
  '--wm-card-edge': '#e5e5e5',
  '--wm-chip-edge': '#e5e5e5',
  '--wm-muted': '#616161',
  '--wm-accent-tint': '#e9f0f8',
  '--wm-good': '#00916a',
  '--wm-good-text': '#006b4e',
  '--wm-bad': '#d05a00',
  '--wm-bad-text': '#a63f00',
  '--wm-warn': '#b07a00',
  '--wm-warn-text': '#7d5600',
  '--wm-none': '#757575',
  '--wm-exempt': '#a8437a',
  '--wm-level-1': '#6b8db3',
  '--wm-level-2': '#3a6ea5',
  '--wm-level-3': '#123f73',
};

const dark: Record<keyof typeof light, string> = {
  ...given('#333333', '#424141', '#ffffff', '#9cc9ff'),
  '--wm-on-accent': '#101821',
  '--wm-fill': '#504f4f',
  '--wm-code': '#363535',
  '--wm-edge': '#555454',
  '--wm-edge-strong': '#9a9a9a',
  '--wm-card-edge': 'transparent',
  '--wm-chip-edge': '#6b6a6a',
  '--wm-muted': '#c6c6c6',
  '--wm-accent-tint': '#47525f',
  '--wm-good': '#4fc79d',
  '--wm-good-text': '#74dcb8',
  '--wm-bad': '#ff8f66',
  '--wm-bad-text': '#ffb094',
  '--wm-warn': '#e9bc3f',
  '--wm-warn-text': '#f2cd66',
  '--wm-none': '#b0b0b0',
  '--wm-exempt': '#e79ac4',
  '--wm-level-1': '#7f9cbd',
  '--wm-level-2': '#9cc9ff',
  '--wm-level-3': '#d5e8ff',
};

/**
 * The tokens as global styles. They follow the `data-theme-mode` attribute
 * that Backstage's theme provider keeps on the body, and are global because
 * menus, tooltips and drawers render outside of our roots.
 *
 * State colours are from Okabe and Ito's palette; shapes reach 3:1 and texts
 * 4.5:1 on page, card, fill and selected row in both themes.
 */
export const tokenStyles = {
  ':root, [data-theme-mode="light"]': light,
  '[data-theme-mode="dark"]': dark,
};
