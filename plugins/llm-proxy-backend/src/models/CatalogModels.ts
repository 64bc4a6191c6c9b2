import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { readModel } from './readModel';
import type { Model, ModelDirectory } from './types';

/** The models of the last reading of the catalog. */
export class CatalogModels implements ModelDirectory {
  readonly #logger: Pick<LoggerService, 'warn'>;
  readonly #providers: ReadonlySet<string>;
  #byAlias: ReadonlyMap<string, Model> = new Map();
  #list: readonly Model[] = [];
  #warned = new Set<string>();

  constructor(options: {
    logger: Pick<LoggerService, 'warn'>;
    /** Ids of the configured providers. */
    providers: Iterable<string>;
  }) {
    this.#logger = options.logger;
    this.#providers = new Set(options.providers);
  }

  /** Takes a reading in. An entity that cannot be read is no model; the log says why. */
  update(entities: readonly Entity[]): void {
    const byAlias = new Map<string, Model>();
    const warned = new Set<string>();
    const refuse = (ref: string, why: string) => {
      warned.add(`${ref} ${why}`);
      if (!this.#warned.has(`${ref} ${why}`)) {
        this.#logger.warn(`${ref} is not offered as a model: ${why}`);
      }
    };
    const twice = new Set<string>();
    for (const entity of entities) {
      const ref = stringifyEntityRef(entity);
      try {
        const model = readModel(entity);
        if (!this.#providers.has(model.provider)) {
          refuse(ref, `no provider ${model.provider} is configured`);
        } else if (byAlias.has(model.alias)) {
          twice.add(model.alias);
          refuse(ref, `alias ${model.alias} is used twice`);
        } else {
          byAlias.set(model.alias, model);
        }
      } catch (error) {
        refuse(ref, (error as Error).message);
      }
    }
    // Nobody can tell which of two is meant.
    twice.forEach(alias => byAlias.delete(alias));
    this.#byAlias = byAlias;
    this.#list = [...byAlias.values()].sort((a, b) =>
      a.alias.localeCompare(b.alias),
    );
    this.#warned = warned;
  }

  get(alias: string): Model | undefined {
    return this.#byAlias.get(alias);
  }

  list(): readonly Model[] {
    return this.#list;
  }
}
