import type {
  ComponentUsage,
  PackagePage,
} from '@waymark/backstage-plugin-sbom-common';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Answer, renderSbom } from '../../__testUtils__/renderSbom';
import { component, daysAgo, head, summary } from '../../__testUtils__/wire';
import { SearchPage } from './SearchPage';

const page: PackagePage = {
  query: { name: 'undici', packageKey: null, version: null, range: '<6.21.1' },
  items: [
    {
      packageKey: 'pkg:npm/undici',
      name: 'undici',
      ecosystem: 'npm',
      versions: [{ version: '6.19.8', services: 2 }],
      versionCount: 1,
      services: 2,
      owners: 1,
      deployed: 1,
      lastSeenAt: daysAgo(0.1),
      unordered: ['6.18.0_p1'],
    },
  ],
  nextCursor: null,
  basis: { services: 48, fresh: 36, stale: 6, none: 6 },
};

const usage = (
  name: string,
  over: Partial<ComponentUsage> = {},
): ComponentUsage => ({
  entityRef: `component:default/${name}`,
  owner: 'group:default/team-payments',
  slot: 'source',
  channel: 'main',
  uploadId: 'u-new',
  effectiveAt: daysAgo(0.125),
  state: 'fresh',
  component: component(),
  inRange: true,
  via: { name: 'http-kit', version: '2.4.0' },
  ...over,
});

const deployed = head({
  channel: 'deployed:prod',
  state: 'stale',
  effectiveAt: daysAgo(12),
});

const show = (url: string, answers: Record<string, Answer> = {}) =>
  renderSbom(<SearchPage />, {
    url,
    answers: {
      '/packages': page,
      '/components': {
        items: [
          usage('checkout'),
          usage('checkout', {
            channel: 'deployed:prod',
            state: 'stale',
            effectiveAt: daysAgo(12),
          }),
          usage('cart', { via: null, component: component({ direct: true }) }),
        ],
        nextCursor: null,
      },
      '/summaries/by-query': {
        items: [
          summary('checkout', { heads: [head(), deployed] }),
          summary('cart'),
        ],
      },
      ...answers,
    },
  });

it('begins in the field, which "/" finds again', async () => {
  const { seen } = show('/');
  const field = await screen.findByLabelText('Package');
  expect(field).toHaveFocus();
  act(() => field.blur());
  fireEvent.keyDown(document.body, { key: '/' });
  expect(field).toHaveFocus();
  expect(screen.getByText(/Type a package/)).toBeInTheDocument();
  expect(seen).toEqual([]);
});

it('keeps what is typed in the URL', async () => {
  const { seen } = show('/');
  await userEvent.type(await screen.findByLabelText('Package'), 'undici');
  await waitFor(() =>
    expect(screen.getByTestId('url')).toHaveTextContent('/?q=undici'),
  );
  await waitFor(() => expect(seen[0].query.get('q')).toBe('undici'));
});

it('takes an example', async () => {
  show('/');
  await userEvent.click(await screen.findByRole('button', { name: 'openssl' }));
  expect(screen.getByLabelText('Package')).toHaveValue('openssl');
});

it('answers who ships it, why, and where', async () => {
  const { seen } = show('/?q=undici%40%3C6.21.1');
  expect(
    await screen.findByText('2 services of 1 owner ship undici in <6.21.1'),
  ).toBeInTheDocument();
  expect(await screen.findByText('In deployed:prod')).toBeInTheDocument();
  expect(screen.getByText('checkout')).toBeInTheDocument();
  expect(screen.getByText('direct')).toBeInTheDocument();
  expect(await screen.findByText('no BOM')).toBeInTheDocument();
  expect(screen.getByText('12 d')).toBeInTheDocument();
  expect(screen.getByText(/cannot be ordered/)).toHaveTextContent('6.18.0_p1');
  const asked = seen.find(request => request.path === '/components')!;
  expect(asked.query.get('purl')).toBe('pkg:npm/undici');
  expect(asked.query.get('range')).toBe('<6.21.1');
});

it('links the reason to the path in the service', async () => {
  show('/?q=undici');
  expect(
    await screen.findByRole('link', { name: /http-kit 2\.4\.0/ }),
  ).toHaveAttribute(
    'href',
    '/catalog/default/component/checkout/sbom?head=source%7Emain&component=c-undici',
  );
});

it('says what the answer does not cover', async () => {
  show('/?q=undici&owner=group%3Adefault%2Fteam-data');
  const note = await screen.findByText(/covers 42 of 48 services/);
  expect(note).toHaveTextContent('6 have no BOM');
  expect(
    screen.getByRole('link', { name: 'See the 12 services →' }),
  ).toHaveAttribute(
    'href',
    '/sbom/coverage?owner=group%3Adefault%2Fteam-data&list=all',
  );
});

it('closes and opens a package', async () => {
  show('/?q=undici');
  const row = await screen.findByRole('button', { name: /pkg:npm\/undici/ });
  expect(row).toHaveAttribute('aria-expanded', 'true');
  await userEvent.click(row);
  expect(screen.queryByText('checkout')).not.toBeInTheDocument();
});

it('hands out every usage as CSV', async () => {
  const blobs: Blob[] = [];
  URL.createObjectURL = blob => {
    blobs.push(blob as Blob);
    return 'blob:one';
  };
  URL.revokeObjectURL = () => {};
  const click = jest
    .spyOn(HTMLAnchorElement.prototype, 'click')
    .mockImplementation(() => {});
  show('/?q=undici');
  await userEvent.click(
    await screen.findByRole('button', { name: 'Download CSV' }),
  );
  await waitFor(() => expect(blobs).toHaveLength(1));
  expect(blobs[0].type).toBe('text/csv');
  expect(click).toHaveBeenCalledTimes(1);
  click.mockRestore();
});

it.each([
  [{ ...page, items: [] }, /No service in this answer ships undici/],
  [403, /ask your platform team/],
  [500, /Stored data is safe/],
  ['never', /Loading/],
])('tells each state', async (answer, text) => {
  show('/?q=undici', { '/packages': answer });
  // The sentence may hold code of its own element.
  await waitFor(() => expect(document.body).toHaveTextContent(text));
});
