import type { ServiceFilter } from '@waymark/backstage-plugin-sbom-common';
import { matcher, type ServiceScope } from '../catalog/ServiceScope';
import type { HeadDirectory, HeadEntry } from '../database/HeadDirectory';
import type { SearchStore, Shipped } from '../database/SearchStore';

/** A head that ships a version. */
export interface Usage {
  versionId: number;
  head: HeadEntry;
}

/** Finds which heads ship versions, whoever asks. */
export class Usages {
  readonly #heads: HeadDirectory;
  readonly #scope: ServiceScope;
  readonly #search: SearchStore;

  constructor(options: {
    directory: HeadDirectory;
    scope: ServiceScope;
    search: SearchStore;
  }) {
    this.#heads = options.directory;
    this.#scope = options.scope;
    this.#search = options.search;
  }

  /**
   * By the filters of a query; of all channels but `pr`, unless it names some.
   */
  async find(
    versionIds: number[],
    query: ServiceFilter & { channels?: string },
  ): Promise<Usage[]> {
    const heads = await this.#heads.get();
    const fits = await this.#filter(query);
    const found: Usage[] = [];
    const doubtful: Usage[] = [];
    for (const [versionId, ids] of await this.#search.heads(versionIds)) {
      for (const id of ids) {
        const head = heads.get(id);
        if (head && fits(head)) {
          (head.stale ? doubtful : found).push({ versionId, head });
        }
      }
    }
    return [...found, ...(await this.#confirmed(doubtful))];
  }

  async #filter(
    query: ServiceFilter & { channels?: string },
  ): Promise<(head: HeadEntry) => boolean> {
    const channels = query.channels?.split(',').map(text => text.trim());
    const services = await this.#scope.all();
    const matches = matcher(query);
    const known = new Map<number, boolean>();
    return head => {
      let fits = known.get(head.id);
      if (fits === undefined) {
        fits =
          (channels
            ? channels.includes(head.channel)
            : head.channel !== 'pr') && matches(services.get(head.entityRef));
        known.set(head.id, fits);
      }
      return fits;
    };
  }

  async #confirmed(usages: Usage[]): Promise<Usage[]> {
    if (!usages.length) {
      return [];
    }
    const pairs = await this.#search.confirm(usages.map(toShipped));
    const real = new Set(pairs.map(pair => `${pair.setId}/${pair.versionId}`));
    return usages.filter(({ head, versionId }) =>
      real.has(`${head.setId}/${versionId}`),
    );
  }
}

/** The set and version of a usage. */
export function toShipped({ head, versionId }: Usage): Shipped {
  return { setId: head.setId, versionId };
}
