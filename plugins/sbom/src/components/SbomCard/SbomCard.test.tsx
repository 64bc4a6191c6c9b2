import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { screen } from '@testing-library/react';
import { type Answer, renderSbom } from '../../__testUtils__/renderSbom';
import { daysAgo, head, summary } from '../../__testUtils__/wire';
import { SbomCard } from './SbomCard';

const show = (answer: Answer) =>
  renderSbom(
    <WaymarkRoot>
      <SbomCard entityRef="component:default/checkout" />
    </WaymarkRoot>,
    { answers: { '/summaries/by-query': answer } },
  );

it('shows state, figures and heads of a fresh service', async () => {
  show({ items: [summary('checkout')] });
  expect(await screen.findByText('Fresh')).toBeInTheDocument();
  expect(screen.getByText('412')).toBeInTheDocument();
  expect(screen.getByText('3 h ago')).toBeInTheDocument();
  expect(screen.getByText('8d41e07')).toBeInTheDocument();
  expect(
    screen.getByRole('img', { name: '2 added, 1 removed, 5 changed' }),
  ).toBeInTheDocument();
  expect(screen.getByText(/14 without a licence/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Open →' })).toHaveAttribute(
    'href',
    '/catalog/default/component/checkout/sbom',
  );
});

it('says which head is old, and what to do', async () => {
  const main = head();
  const old = head({
    slot: 'image',
    channel: 'deployed:prod',
    state: 'stale',
    effectiveAt: daysAgo(12),
  });
  show({ items: [summary('checkout', { main, heads: [old, main] })] });
  expect(
    await screen.findByText(/The BOM of image on deployed:prod is/),
  ).toBeInTheDocument();
  expect(
    screen.getByRole('link', { name: 'Add the upload step →' }),
  ).toHaveAttribute(
    'href',
    '/catalog/default/component/checkout/sbom?tab=uploads',
  );
});

it('says why the last upload was refused', async () => {
  const lastRefusal = {
    at: daysAgo(1),
    code: 'sbom.syntax',
    detail: 'The document is no JSON.',
  };
  show({ items: [summary('checkout', { lastRefusal })] });
  expect(await screen.findByText('sbom.syntax')).toBeInTheDocument();
  expect(screen.getByText(/The document is no JSON\./)).toBeInTheDocument();
});

it('gives the exact command where nothing has arrived', async () => {
  show({ items: [summary('checkout', { main: null })] });
  expect(await screen.findByText('None')).toBeInTheDocument();
  expect(
    await screen.findByText(/entityRef=component:default\/checkout/),
  ).toHaveTextContent('https://portal.example.com/api/sbom/v1/boms');
  expect(screen.getByRole('button', { name: 'Copy' })).toBeInTheDocument();
});

it('shows a skeleton while it loads', async () => {
  show('never');
  expect(await screen.findByText('Loading')).toBeInTheDocument();
});

it.each([
  [403, /ask your platform team for the permission sbom\.bom\.read/],
  [500, /Stored data is safe/],
])('explains status %d', async (status, text) => {
  show(status);
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});

it('does not tell a hidden entity from a missing one', async () => {
  show({ items: [null] });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /does not exist, or you may not see/,
  );
});
