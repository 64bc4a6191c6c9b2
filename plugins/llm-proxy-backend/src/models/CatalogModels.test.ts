import type { Entity } from '@backstage/catalog-model';
import { CatalogModels } from './CatalogModels';
import { readModel } from './readModel';

function model(alias: string, llm: Record<string, any> = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: `${alias}-model` },
    spec: {
      type: 'llm-model',
      owner: 'platform',
      llm: {
        alias,
        provider: 'builtin',
        model: 'builtin-1',
        operations: ['chat'],
        price: {
          version: '2026-09-01',
          inputPerMillion: '2.00',
          outputPerMillion: 8,
          cachedInputPerMillion: '0.0125',
          perRequest: '0.000001',
        },
        dataClass: 'internal',
        regions: ['eu'],
        retentionDays: 0,
        contextTokens: 128000,
        maxOutputTokens: 4096,
        ...llm,
      },
    },
  };
}

describe('models of the catalog', () => {
  it('reads prices exactly', () => {
    expect(readModel(model('standard')).price).toEqual({
      version: '2026-09-01',
      input: 2_000_000,
      output: 8_000_000,
      cachedInput: 12_500,
      perRequest: 1_000,
    });
  });

  it.each([
    [
      'a price with too many decimals',
      {
        price: {
          version: '1',
          inputPerMillion: '0.00000001',
          outputPerMillion: 1,
        },
      },
      'spec.llm.price.inputPerMillion',
    ],
    [
      'a negative price',
      { price: { version: '1', inputPerMillion: -1, outputPerMillion: 1 } },
      'spec.llm.price.inputPerMillion',
    ],
    ['an unknown key', { colour: 'blue' }, 'spec.llm'],
    ['an unknown class', { dataClass: 'secret' }, 'spec.llm.dataClass'],
  ])('refuses %s', (_, llm, where) => {
    expect(() => readModel(model('x', llm))).toThrow(where);
  });

  it('offers what is whole, once, and of a provider at hand', () => {
    const logger = { warn: jest.fn() };
    const models = new CatalogModels({ logger, providers: ['builtin'] });
    const entities = [
      model('standard'),
      model('twice'),
      model('twice'),
      model('far', { provider: 'elsewhere' }),
      model('broken', { regions: [] }),
    ];
    models.update(entities);
    models.update(entities);
    expect(models.list().map(item => item.alias)).toEqual(['standard']);
    expect(models.get('twice')).toBeUndefined();
    expect(logger.warn).toHaveBeenCalledTimes(3);
  });
});
