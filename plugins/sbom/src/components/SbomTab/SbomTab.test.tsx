import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type Answer,
  type Seen,
  renderSbom,
} from '../../__testUtils__/renderSbom';
import {
  component,
  daysAgo,
  head,
  summary,
  upload,
} from '../../__testUtils__/wire';
import { SbomTab } from './SbomTab';

const image = head({ slot: 'image', uploadId: 'u-image', components: 90 });

function show(url = '/', answers: Record<string, Answer> = {}) {
  const main = head();
  return renderSbom(
    <WaymarkRoot>
      <SbomTab entityRef="component:default/checkout" />
    </WaymarkRoot>,
    {
      url,
      answers: {
        '/summaries/by-query': {
          items: [summary('checkout', { main, heads: [image, main] })],
        },
        '/uploads/u-new/components': ({ query }: Seen) => ({
          items: [component({ name: query.get('cursor') ?? 'undici' })],
          nextCursor: query.get('cursor') ? null : 'second',
          total: 51,
        }),
        '/uploads/u-image/components': {
          items: [],
          nextCursor: null,
          total: 0,
        },
        '/uploads/u-new/components/c-undici/paths': {
          component: component(),
          reachable: true,
          paths: [
            [
              { name: 'checkout', version: null, purl: null },
              { name: 'http-kit', version: '2.4.0', purl: null },
              { name: 'undici', version: '6.19.8', purl: null },
            ],
          ],
        },
        '/uploads': {
          items: [
            upload(),
            upload({
              uploadId: 'u-old',
              head: false,
              imported: true,
              effectiveAt: daysAgo(9),
            }),
          ],
          nextCursor: null,
        },
        '/uploads/u-new': upload(),
        '/refusals': {
          items: [
            {
              at: daysAgo(1),
              entityRef: 'component:default/checkout',
              slot: 'source',
              channel: 'main',
              commit: null,
              runUrl: null,
              principal: 'external:ci',
              code: 'sbom.syntax',
              detail: 'The document is no JSON.',
            },
          ],
          nextCursor: null,
        },
        '/diff': ({ query }: Seen) => ({
          from: query.get('from'),
          to: query.get('to'),
          added: [],
          removed: [],
          changed: [
            {
              packageKey: 'pkg:npm/undici',
              name: 'undici',
              group: null,
              purl: null,
              from: ['6.19.8'],
              to: ['6.21.3'],
              licencesFrom: ['MIT'],
              licencesTo: ['Apache-2.0'],
              direct: true,
            },
          ],
          counts: { added: 0, removed: 0, changed: 1 },
        }),
        ...answers,
      },
    },
  );
}

const url = () => screen.getByTestId('url').textContent;

describe('components', () => {
  it('turns pages on the server', async () => {
    const { seen } = show();
    expect(await screen.findByText('undici')).toBeInTheDocument();
    expect(screen.getByText('1–1 of 51')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('second')).toBeInTheDocument();
    expect(screen.getByText('51–51 of 51')).toBeInTheDocument();
    expect(seen[seen.length - 1].query.get('cursor')).toBe('second');
  });

  it('searches on the server and keeps the search in the URL', async () => {
    const { seen } = show();
    await screen.findByText('undici');
    await userEvent.type(screen.getByLabelText('Find a component'), 'http');
    await waitFor(() => expect(url()).toBe('/?q=http'));
    await waitFor(() =>
      expect(seen[seen.length - 1].query.get('q')).toBe('http'),
    );
  });

  it('filters by a licence that is pressed', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'MIT' }));
    expect(url()).toBe('/?licence=MIT');
  });

  it('shows why a component is there', async () => {
    show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show path of undici' }),
    );
    const panel = await screen.findByRole('dialog');
    expect(await within(panel).findByText(/http-kit/)).toBeInTheDocument();
    expect(url()).toBe('/?component=c-undici');
  });

  it('offers no path where the relation is unknown', async () => {
    show('/', {
      '/uploads/u-new/components': {
        items: [component({ direct: null })],
        nextCursor: null,
        total: 1,
      },
    });
    expect(await screen.findByText('Unknown')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Show path/ })).toBeNull();
  });

  it('offers to clear filters that leave nothing', async () => {
    show('/?q=absent', {
      '/uploads/u-new/components': { items: [], nextCursor: null, total: 0 },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear filters' }),
    );
    expect(url()).toBe('/');
  });
});

it('opens at the head that the URL names', async () => {
  show('/?head=image~main');
  expect(await screen.findByText(/90 components/)).toBeInTheDocument();
  expect(
    await screen.findByText('This BOM lists no components.'),
  ).toBeInTheDocument();
});

it('compares the head with the one before', async () => {
  const { seen } = show('/?tab=changes');
  expect(await screen.findByText('6.21.3')).toBeInTheDocument();
  expect(screen.getByText('Apache-2.0')).toBeInTheDocument();
  const { query } = seen.find(request => request.path === '/diff')!;
  expect(query.get('from')).toBe('u-old');
  expect(query.get('to')).toBe('u-new');
});

it('passes over uploads that brought nothing new', async () => {
  const other = `sha256:${'c'.repeat(64)}`;
  const { seen } = show('/?tab=changes', {
    '/uploads': {
      items: [
        upload(),
        upload({ uploadId: 'u-same', head: false }),
        upload({ uploadId: 'u-other', head: false, contentDigest: other }),
      ],
      nextCursor: null,
    },
  });
  await screen.findByText('6.21.3');
  const { query } = seen.find(request => request.path === '/diff')!;
  expect(query.get('from')).toBe('u-other');
});

it('lists uploads, refused ones and the next command', async () => {
  show('/?tab=uploads');
  expect(await screen.findByText('imported')).toBeInTheDocument();
  expect(screen.getByText('current')).toBeInTheDocument();
  expect(await screen.findByText('sbom.syntax')).toBeInTheDocument();
  expect(
    await screen.findByText(/slot=source&channel=main/),
  ).toBeInTheDocument();
});

it('hands out the bytes that were sent', async () => {
  const clicked: string[] = [];
  const click = jest
    .spyOn(HTMLAnchorElement.prototype, 'click')
    .mockImplementation(function record(this: HTMLAnchorElement) {
      clicked.push(this.download);
    });
  URL.createObjectURL = () => 'blob:one';
  URL.revokeObjectURL = () => {};
  const blob = `/boms/${encodeURIComponent(upload().blobDigest)}`;
  show('/?tab=uploads', { [blob]: new Response('{}') });
  const [first] = await screen.findAllByRole('button', { name: /^Download/ });
  await userEvent.click(first);
  await waitFor(() =>
    expect(clicked).toEqual(['checkout-source-main-8d41e07.cdx.json']),
  );
  click.mockRestore();
});

it('shows each check with what would raise it', async () => {
  show('/?tab=quality');
  expect(await screen.findByText('85 of 100 points')).toBeInTheDocument();
  expect(screen.getByText('382 of 412')).toBeInTheDocument();
  expect(screen.getByText(/Use a generator/)).toBeInTheDocument();
  expect(screen.getByText('Complete')).toBeInTheDocument();
});

it('begins with the command where nothing has arrived', async () => {
  show('/', {
    '/summaries/by-query': { items: [summary('checkout', { main: null })] },
  });
  expect(
    await screen.findByText(/No BOM has arrived for checkout/),
  ).toBeInTheDocument();
  expect(await screen.findByText(/git rev-parse HEAD/)).toBeInTheDocument();
  expect(screen.queryByRole('tab')).not.toBeInTheDocument();
});

it('explains a refusal to read', async () => {
  show('/', { '/uploads/u-new/components': 403 });
  expect(await screen.findByRole('alert')).toHaveTextContent('sbom.bom.read');
});
