import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { CatalogVisibility } from './CatalogVisibility';

const credentials = mockCredentials.user();
const refs = Array.from({ length: 1201 }, (_, i) => `component:default/s${i}`);

function create(result: AuthorizeResult) {
  const getEntitiesByRefs = jest.fn(
    async ({ entityRefs }: { entityRefs: string[] }, _options: unknown) => ({
      items: entityRefs.map(ref =>
        ref.endsWith('7') ? undefined : { kind: 'Component' },
      ),
    }),
  );
  const authorizeConditional = jest.fn(async () => [{ result }]);
  const visibility = new CatalogVisibility({
    auth: mockServices.auth({ pluginId: 'test' }),
    catalog: { getEntitiesByRefs } as never,
    permissions: { authorizeConditional } as never,
  });
  return { visibility, getEntitiesByRefs, authorizeConditional };
}

describe('CatalogVisibility', () => {
  it.each([
    [AuthorizeResult.ALLOW, refs.length],
    [AuthorizeResult.DENY, 0],
  ])('decides %s once, and asks about no entity', async (result, size) => {
    const { visibility, ...calls } = create(result);
    expect((await visibility.filter(refs, credentials)).size).toBe(size);
    expect(calls.authorizeConditional).toHaveBeenCalledTimes(1);
    expect(calls.getEntitiesByRefs).not.toHaveBeenCalled();
  });

  it('asks in batches of 500 as the caller, when it depends', async () => {
    const { visibility, getEntitiesByRefs } = create(
      AuthorizeResult.CONDITIONAL,
    );
    const visible = await visibility.filter([...refs, ...refs], credentials);
    expect([...visible].sort()).toEqual(
      refs.filter(ref => !ref.endsWith('7')).sort(),
    );
    const sizes = getEntitiesByRefs.mock.calls.map(
      ([query]) => query.entityRefs.length,
    );
    expect(sizes.sort()).toEqual([201, 500, 500]);
    for (const [query, options] of getEntitiesByRefs.mock.calls) {
      expect(options).toEqual({ credentials });
      expect(query).toHaveProperty('fields');
    }
  });

  it('asks nobody about nothing', async () => {
    const { visibility, authorizeConditional } = create(AuthorizeResult.ALLOW);
    expect((await visibility.filter([], credentials)).size).toBe(0);
    expect(authorizeConditional).not.toHaveBeenCalled();
  });

  it('looks for an entity with its own credentials', async () => {
    const { visibility, getEntitiesByRefs } = create(AuthorizeResult.DENY);
    expect(await visibility.exists('component:default/s1')).toBe(true);
    expect(await visibility.exists('component:default/s7')).toBe(false);
    expect(getEntitiesByRefs.mock.calls[0][1]).toMatchObject({
      credentials: { principal: { type: 'service', subject: 'plugin:test' } },
    });
  });
});
