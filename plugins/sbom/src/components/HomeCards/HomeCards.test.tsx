import type { Entity } from '@backstage/catalog-model';
import type { BomSummary } from '@waymark/backstage-plugin-sbom-common';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { screen, within } from '@testing-library/react';
import { type Answer, renderSbom } from '../../__testUtils__/renderSbom';
import { daysAgo, head, summary } from '../../__testUtils__/wire';
import { ChangedThisWeekCard } from './ChangedThisWeekCard';
import { MyServicesCard } from './MyServicesCard';
import { NeedsAttentionCard } from './NeedsAttentionCard';

const entity = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { lifecycle: 'production' },
});

const old = head({ state: 'stale', effectiveAt: daysAgo(12) });

const summaries: BomSummary[] = [
  summary('checkout'),
  summary('fx-rates', { main: old, state: 'stale' }),
  summary('invoices', { main: null }),
  summary('payouts', { main: head({ quality: 41, sinceLast: null }) }),
  summary('refunds', {
    lastRefusal: { at: daysAgo(1), code: 'sbom.syntax', detail: 'No JSON.' },
  }),
];

function show(answer: Answer = { items: summaries }, services?: Entity[]) {
  const props = {
    owner: 'group:default/team-payments',
    services:
      services ?? summaries.map(item => entity(item.entityRef.split('/')[1])),
  };
  return renderSbom(
    <WaymarkRoot>
      <MyServicesCard {...props} />
      <NeedsAttentionCard {...props} />
      <ChangedThisWeekCard {...props} />
    </WaymarkRoot>,
    { answers: { '/summaries/by-query': answer } },
  );
}

const card = (title: string) => screen.findByRole('region', { name: title });

it('serves all cards with one request', async () => {
  const { seen } = show();
  await screen.findByText('never sent an SBOM');
  expect(seen).toHaveLength(1);
  expect(JSON.parse(seen[0].body!).entityRefs).toHaveLength(5);
});

it('lists the services with their states', async () => {
  show();
  const mine = await card('My services');
  expect(
    await within(mine).findByRole('row', {
      name: /fx-rates production Stale 412 12.d ago/,
    }),
  ).toBeInTheDocument();
  expect(
    within(mine).getByRole('link', { name: 'how to upload →' }),
  ).toHaveAttribute('href', '/catalog/default/component/invoices/sbom');
});

it('lists what needs doing, worst first', async () => {
  show();
  const needs = await card('Needs attention');
  await within(needs).findByText('never sent an SBOM');
  const lines = within(needs).getAllByRole('listitem');
  expect(lines.map(line => line.textContent)).toEqual([
    expect.stringContaining('invoices never sent an SBOM'),
    expect.stringContaining('refunds last SBOM was refused'),
    expect.stringContaining('fx-rates SBOM is 12\u00a0d old'),
    expect.stringContaining('payouts SBOM quality is 41 of 100'),
  ]);
});

it('lists what changed in the last seven days', async () => {
  show();
  const changed = await card('Changed this week');
  expect(await within(changed).findByText('checkout')).toBeInTheDocument();
  expect(within(changed).getByText('refunds')).toBeInTheDocument();
  expect(within(changed).queryByText('fx-rates')).not.toBeInTheDocument();
  expect(within(changed).queryByText('payouts')).not.toBeInTheDocument();
});

it('says when there is nothing to do', async () => {
  const calm = summary('checkout', { main: head({ sinceLast: null }) });
  show({ items: [calm] }, [entity('checkout')]);
  expect(await screen.findByText(/they are fresh/)).toBeInTheDocument();
  expect(screen.getByText(/hold the same packages/)).toBeInTheDocument();
});

it('asks for nothing when there are no services', async () => {
  const { seen } = show({ items: [] }, []);
  expect(
    await screen.findByText(/No service of this owner/),
  ).toBeInTheDocument();
  expect(seen).toEqual([]);
});

it('explains a refusal to read in each card', async () => {
  show(403);
  expect(await screen.findAllByText(/sbom\.bom\.read/)).toHaveLength(3);
});
