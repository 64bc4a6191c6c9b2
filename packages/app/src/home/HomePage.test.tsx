import type { Entity } from '@backstage/catalog-model';
import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  HomeCardBlueprint,
  type HomeCardProps,
} from '@waymark/backstage-plugin-waymark-react';
import { configure, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import homePlugin from '.';

// Rendering an app takes long on a busy machine; nothing here measures time.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);

const TEAM = 'group:default/team-payments';

const service = (name: string, owner: string, type = 'service'): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type, lifecycle: 'production', owner },
  relations: [{ type: 'ownedBy', targetRef: owner }],
});

const entities = [
  service('checkout', TEAM),
  service('ledger', TEAM),
  service('shared-types', TEAM, 'library'),
  service('shop', 'group:default/team-web'),
];

function ExampleCard({ owner, services }: HomeCardProps) {
  const names = services?.map(entity => entity.metadata.name);
  return (
    <p>
      {owner ?? 'all'}: {names?.join(', ') ?? 'loading'}
    </p>
  );
}

const cards = createFrontendPlugin({
  pluginId: 'example',
  extensions: [
    HomeCardBlueprint.make({
      name: 'example',
      params: { column: 'main', loader: async () => ExampleCard },
    }),
  ],
});

const show = (url = '/') =>
  renderTestApp({
    features: [homePlugin, cards],
    initialRouteEntries: [url],
    apis: [
      [catalogApiRef, catalogApiMock({ entities })],
      mockApis.identity({
        userEntityRef: 'user:default/mara',
        ownershipEntityRefs: ['user:default/mara', TEAM, 'group:default/role'],
        displayName: 'Mara Okafor',
      }),
      mockApis.storage(),
    ],
  });

it('greets, and hands the services of the person’s team to the cards', async () => {
  show();
  expect(
    await screen.findByText(`${TEAM}: checkout, ledger`),
  ).toBeInTheDocument();
  expect(
    await screen.findByRole('heading', { name: /^Good \w+, Mara$/ }),
  ).toBeInTheDocument();
  expect(screen.getByText(/team-payments has 2 services/)).toBeInTheDocument();
});

it('shows the owner that the URL names, or all', async () => {
  show('/?owner=all');
  expect(
    await screen.findByText('all: checkout, ledger, shop'),
  ).toBeInTheDocument();
});

it('offers own teams first, and no groups that own nothing', async () => {
  show();
  await screen.findByText(`${TEAM}: checkout, ledger`);
  await userEvent.click(screen.getByRole('combobox'));
  expect(
    screen.getAllByRole('option').map(option => option.textContent),
  ).toEqual(['team-payments', 'team-web', 'all']);
});
