import type { ServiceFilter } from '@waymark/backstage-plugin-sbom-common';
import { matcher, type ServiceScope } from '../catalog/ServiceScope';
import type { HeadDirectory, HeadEntry } from '../database/HeadDirectory';
import type { SearchStore, Shipped } from '../database/SearchStore';

/** A head that ships a version. */
export interface Usage {
  versionId: number;
  head: HeadEntry;
}

/** The set and version of a usage. */
export function toShipped({ head, versionId }: Usage): Shipped {
  return { setId: head.setId, versionId };
}

/** Finds usage among given heads. */
export class UsageFinder {
  readonly #search: SearchStore;
  readonly #heads: ReadonlyMap<number, HeadEntry>;

  constructor(search: SearchStore, heads: ReadonlyMap<number, HeadEntry>) {
    this.#search = search;
    this.#heads = heads;
  }

  async find(versionIds: number[]): Promise<Usage[]> {
    const found: Usage[] = [];
    const doubtful: Usage[] = [];
    for (const [versionId, ids] of await this.#search.heads(versionIds)) {
      for (const id of ids) {
        const head = this.#heads.get(id);
        if (head) {
          (head.stale ? doubtful : found).push({ versionId, head });
        }
      }
    }
    return doubtful.length
      ? [...found, ...(await this.#confirmed(doubtful))]
      : found;
  }

  async #confirmed(usages: Usage[]): Promise<Usage[]> {
    const pairs = await this.#search.confirm(usages.map(toShipped));
    const real = new Set(pairs.map(pair => `${pair.setId}/${pair.versionId}`));
    return usages.filter(({ head, versionId }) =>
      real.has(`${head.setId}/${versionId}`),
    );
  }
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
   * For the filters of one query; of all channels but `pr`, unless it names
   * some.
   */
  async finder(
    query: ServiceFilter & { channels?: string },
  ): Promise<UsageFinder> {
    const heads = await this.#heads.get();
    const services = await this.#scope.all();
    const channels = query.channels?.split(',').map(text => text.trim());
    const matches = matcher(query);
    const fitting = new Map<number, HeadEntry>();
    for (const head of heads.values()) {
      const wanted = channels
        ? channels.includes(head.channel)
        : head.channel !== 'pr';
      if (wanted && matches(services.get(head.entityRef))) {
        fitting.set(head.id, head);
      }
    }
    return new UsageFinder(this.#search, fitting);
  }
}
