import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type Answer,
  type Seen,
  renderSbom,
} from '../../__testUtils__/renderSbom';
import { daysAgo } from '../../__testUtils__/wire';
import { CoveragePage } from './CoveragePage';

const DATA = 'group:default/team-data';
const WEB = 'group:default/team-web';

const coverage: BomCoverage = {
  totals: {
    services: 6,
    fresh: 2,
    stale: 2,
    none: 2,
    uploadedOnce: 4,
    freshDeployed: 1,
  },
  owners: [
    { owner: DATA, services: 3, fresh: 0, stale: 2, none: 1 },
    { owner: null, services: 1, fresh: 0, stale: 0, none: 1 },
    { owner: WEB, services: 2, fresh: 2, stale: 0, none: 0 },
  ],
  reasons: { never: 2, refused: 1, silent: 1 },
  trend: [
    { at: daysAgo(84), uploadedOnce: 1, fresh: 1, freshDeployed: 1 },
    { at: daysAgo(0), uploadedOnce: 4, fresh: 2, freshDeployed: 1 },
  ],
  freshForDays: 7,
};

const service = (name: string, owner: string | null, over: object = {}) => ({
  entityRef: `component:default/${name}`,
  owner,
  state: 'none',
  effectiveAt: null,
  uploadId: null,
  reason: 'never',
  lastRefusal: null,
  ...over,
});

const services = [
  service('exports', DATA),
  service('nobody', null),
  service('loader', DATA, {
    state: 'stale',
    effectiveAt: daysAgo(16),
    reason: 'silent',
  }),
  service('features', DATA, {
    state: 'stale',
    effectiveAt: daysAgo(9),
    reason: 'refused',
    lastRefusal: {
      at: daysAgo(1),
      code: 'sbom.syntax',
      detail: 'The document is no JSON.',
    },
  }),
  service('shop', WEB, {
    state: 'fresh',
    effectiveAt: daysAgo(1),
    reason: null,
  }),
];

const show = (url = '/', answer: Answer = coverage) =>
  renderSbom(<CoveragePage />, {
    url,
    answers: {
      '/coverage': answer,
      '/coverage/services': ({ query }: Seen) => ({
        items: services.filter(
          ({ owner }) => !query.get('owner') || owner === query.get('owner'),
        ),
        nextCursor: null,
      }),
    },
  });

const panel = (title: string) => screen.findByRole('region', { name: title });

it('answers in the first sentence, with the way over twelve weeks', async () => {
  show();
  expect(
    await screen.findByText(
      '2 of 6 services do: 33 %. 2 stale, 2 without one.',
    ),
  ).toBeInTheDocument();
  expect(screen.getByText('+50 pt in 12 weeks')).toBeInTheDocument();
  expect(screen.getByText('±0 pt in 12 weeks')).toBeInTheDocument();
});

it('lists the worst owner, with the command that fixes each service', async () => {
  show();
  const data = await panel('team-data');
  expect(
    await within(data).findByText(
      /entityRef=component:default\/exports&slot=source&channel=main/,
    ),
  ).toBeInTheDocument();
  expect(within(data).getByText(/Nothing has arrived since/)).toBeVisible();
  expect(within(data).getByText('sbom.syntax')).toBeInTheDocument();
  expect(within(data).getByText(/\/v1\/validate/)).toBeInTheDocument();
  expect(within(data).queryByText('shop')).not.toBeInTheDocument();
});

it('lists the owner whose bar is pressed', async () => {
  show();
  await userEvent.click(
    await screen.findByRole('button', { name: /team-web.*2 of 2/ }),
  );
  const web = await panel('team-web');
  expect(await within(web).findByText(/Every service here/)).toBeVisible();
  expect(within(web).getByText('shop')).toBeInTheDocument();
});

it('finds services without an owner', async () => {
  show();
  await userEvent.click(
    await screen.findByRole('button', { name: /no owner/ }),
  );
  const nobody = await panel('no owner');
  expect(await within(nobody).findByText('nobody')).toBeInTheDocument();
  expect(within(nobody).queryByText('exports')).not.toBeInTheDocument();
});

it('opens a reason to its services', async () => {
  show();
  await userEvent.click(
    await screen.findByRole('button', { name: 'Never sent one: 2' }),
  );
  const never = await panel('Never sent one');
  expect(await within(never).findByText('exports')).toBeInTheDocument();
  expect(within(never).getByText('nobody')).toBeInTheDocument();
  expect(within(never).queryByText('loader')).not.toBeInTheDocument();
});

it('shows the bars as a table', async () => {
  show();
  await userEvent.click(
    await screen.findByRole('button', { name: 'View as table' }),
  );
  expect(
    await screen.findByRole('row', { name: 'team-web 2 2 0 0 100' }),
  ).toBeInTheDocument();
  expect(screen.getByTestId('url')).toHaveTextContent('/?view=table');
});

it('asks about the head that the URL names', async () => {
  const { seen } = show('/?head=image~deployed%3Aprod&tier=1');
  await screen.findByText('image on deployed:prod, at most 7 d old');
  const { query } = seen.find(request => request.path === '/coverage')!;
  expect(Object.fromEntries(query)).toEqual({
    slot: 'image',
    channel: 'deployed:prod',
    tier: '1',
  });
});

it.each([
  [
    {
      ...coverage,
      owners: [],
      totals: { ...coverage.totals, services: 0 },
    },
    /No service matches these filters/,
  ],
  [403, /ask your platform team/],
  [500, /Stored data is safe/],
])('tells each state', async (answer, text) => {
  show('/', answer);
  expect(await screen.findByText(text)).toBeInTheDocument();
});
