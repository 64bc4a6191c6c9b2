import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ServiceSnapshot } from './ServiceSnapshot';

function component(name: string, more: Partial<Entity> = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, labels: { 'waymark.dev/tier': '1' } },
    spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
    ...more,
  };
}

describe('ServiceSnapshot', () => {
  let now: number;
  let entities: Entity[];
  let fetches: number;
  let fail: boolean;

  beforeEach(() => {
    [now, entities, fetches, fail] = [0, [component('a')], 0, false];
  });

  function create() {
    return new ServiceSnapshot({
      auth: mockServices.auth(),
      catalog: {
        async *streamEntities() {
          fetches += 1;
          const page = entities;
          await new Promise(resolve => setImmediate(resolve));
          if (fail) {
            throw new Error('catalog is away');
          }
          yield page;
        },
      },
      freshFor: 10,
      staleFor: 100,
      now: () => now,
    });
  }

  it('knows owner, system, lifecycle, type and tier by full refs', async () => {
    entities = [
      component('a'),
      component('b', {
        metadata: { name: 'b', namespace: 'shop' },
        spec: { owner: 'user:default/jane', system: 'cart' },
      }),
      component('c', {
        relations: [
          { type: 'partOf', targetRef: 'component:default/x' },
          { type: 'partOf', targetRef: 'system:default/y' },
          { type: 'ownedBy', targetRef: 'group:default/z' },
        ],
      }),
      component('d', { spec: { owner: 'not:a:ref:/' } }),
    ];
    const records = await create().get();
    expect([...records.values()]).toEqual([
      {
        entityRef: 'component:default/a',
        owner: 'group:default/payments',
        system: null,
        lifecycle: 'production',
        type: 'service',
        tier: '1',
      },
      expect.objectContaining({
        entityRef: 'component:shop/b',
        owner: 'user:default/jane',
        system: 'system:shop/cart',
        type: null,
        tier: null,
      }),
      expect.objectContaining({
        owner: 'group:default/z',
        system: 'system:default/y',
      }),
      expect.objectContaining({ entityRef: 'component:default/d' }),
    ]);
  });

  it('shares one fetch, and one answer while that is fresh', async () => {
    const snapshot = create();
    await Promise.all([snapshot.get(), snapshot.get()]);
    now = 10;
    await snapshot.get();
    expect(fetches).toBe(1);
  });

  it('gives an old answer while it fetches, and none that is too old', async () => {
    const snapshot = create();
    await snapshot.get();
    entities = [component('a'), component('b')];
    now = 11;
    expect((await snapshot.get()).size).toBe(1);
    now = 112;
    expect((await snapshot.get()).size).toBe(2);
  });

  it('survives a catalog that is away for a while', async () => {
    const snapshot = create();
    await snapshot.get();
    fail = true;
    now = 50;
    expect((await snapshot.get()).size).toBe(1);
    await new Promise(resolve => setTimeout(resolve, 5));
    now = 200;
    await expect(snapshot.get()).rejects.toThrow('catalog is away');
    fail = false;
    expect((await snapshot.get()).size).toBe(1);
  });
});
