import { fetchApiRef } from '@backstage/frontend-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import llmProxyPlugin from './index';

it.each([
  ['/llm', 'What may I use, and how much is left?', '/admin/use'],
  ['/llm/budgets', 'What have we used, and will it last?', '/admin/budgets'],
  [
    '/llm/models',
    'Which models are there, and which are open to me?',
    '/admin/models',
  ],
  [
    '/llm/denials',
    'What was refused, and who can change it?',
    '/admin/denials?limit=50',
  ],
])('opens %s over the portal’s own fetch', async (address, title, path) => {
  const asked: string[] = [];
  renderTestApp({
    features: [llmProxyPlugin],
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
  expect(await screen.findByText(title)).toBeInTheDocument();
  expect(await screen.findByRole('alert')).toBeInTheDocument();
  expect(asked).toContainEqual(
    expect.stringMatching(
      new RegExp(`/api/llm-proxy${path.replace('?', '\\?')}$`),
    ),
  );
});
