import { removeFolders, sectionOf } from '../__testUtils__/repository';

afterEach(removeFolders);

const catalog = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: other
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  links:
    - {url: https://example.com/runbook, title: Runbook}
spec:
  type: service
  owner: team-payments
  lifecycle: production
  system: shop
`;

it('reads the catalog file', async () => {
  const section = await sectionOf('catalog', {
    'catalog-info.yaml': catalog,
    'slo.yaml': 'x',
  });
  expect(section).toEqual({
    status: 'ok',
    origin: 'ci',
    owner: 'group:default/team-payments',
    ownerIsGroup: true,
    lifecycle: 'production',
    system: 'system:default/shop',
    production: true,
    runbook: 'https://example.com/runbook',
    slo: 'slo.yaml',
  });
});

it("lets the portal's facts win", async () => {
  const section = await sectionOf(
    'catalog',
    { 'catalog-info.yaml': catalog },
    { catalogFacts: { ownerIsGroup: false, slo: 'from the portal' } },
  );
  expect(section).toMatchObject({
    status: 'ok',
    origin: 'portal',
    ownerIsGroup: false,
    slo: 'from the portal',
    lifecycle: 'production',
  });
});

it.each([
  [
    'a person as owner',
    { 'catalog-info.yaml': catalog.replace('team-payments', 'user:ann') },
    { ownerIsGroup: false },
  ],
  ['no file', {}, { status: 'absent' }],
  [
    'another service',
    { 'catalog-info.yaml': 'kind: Component' },
    { status: 'failed' },
  ],
])('tells %s', async (_, files, expected) => {
  await expect(
    sectionOf('catalog', files as Record<string, string>),
  ).resolves.toMatchObject(expected);
});

it('fails over strange facts of the portal', async () => {
  for (const catalogFacts of [7, { owner: 7 }, { unknown: 1 }]) {
    await expect(
      sectionOf('catalog', { 'catalog-info.yaml': catalog }, { catalogFacts }),
    ).resolves.toEqual({ status: 'failed', origin: 'portal' });
  }
});

it('reads the manifest of a template', async () => {
  const template = {
    ref: 'template:default/node',
    version: '2.3.0',
    endOfSupport: '2026-12-21T00:00:00Z',
  };
  await expect(
    sectionOf('template', {
      '.waymark/manifest.json': JSON.stringify({ template, journey: 'j-1' }),
    }),
  ).resolves.toEqual({
    status: 'ok',
    origin: 'ci',
    ref: 'template:default/node',
    version: '2.3.0',
    endOfSupport: 1_797_811_200,
    journey: 'j-1',
  });
  for (const broken of [
    '{',
    '{}',
    JSON.stringify({ template: { ...template, endOfSupport: 'soon' } }),
  ]) {
    await expect(
      sectionOf('template', { '.waymark/manifest.json': broken }),
    ).resolves.toMatchObject({ status: 'failed' });
  }
});
