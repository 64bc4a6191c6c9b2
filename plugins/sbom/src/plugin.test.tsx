import { fetchApiRef } from '@backstage/frontend-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import sbomPlugin from './index';

it.each([
  ['its page', '/sbom/search?q=undici'],
  ['its first page with the query', '/sbom?q=undici'],
])('opens %s over the portal’s own fetch', async (_, address) => {
  const asked: string[] = [];
  renderTestApp({
    features: [sbomPlugin],
    initialRouteEntries: [address],
    apis: [
      [catalogApiRef, catalogApiMock({ entities: [] })],
      [
        fetchApiRef,
        {
          fetch: async input => {
            asked.push(String(input));
            return new Response('{}', { status: 403 });
          },
        },
      ],
    ],
  });
  expect(await screen.findByText('Who ships this?')).toBeInTheDocument();
  expect(await screen.findByRole('alert')).toBeInTheDocument();
  expect(asked).toEqual([
    expect.stringMatching(/\/api\/sbom\/v1\/packages\?q=undici$/),
  ]);
});
