import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { type CatalogFacts, readFacts } from './facts';

const FIELDS = [
  'kind',
  'metadata',
  'spec.type',
  'spec.owner',
  'spec.system',
  'spec.parent',
  'spec.memberOf',
  'spec.llm',
  'relations',
];

/** What {@link CatalogWatch} works with. */
export interface CatalogWatchOptions {
  auth: AuthService;
  catalog: Pick<CatalogService, 'streamEntities'>;
  logger: LoggerService;
  trustedLocations: readonly string[];
  /** Called with every reading, one at a time. */
  onFacts(facts: CatalogFacts): Promise<void> | void;
}

/**
 * Reads the catalog again and again with our own credentials, so that the
 * data path never waits for it. A catalog that is away changes nothing: what
 * was read last holds.
 */
export class CatalogWatch {
  readonly #options: CatalogWatchOptions;
  #running?: Promise<void>;
  #loaded = false;

  constructor(options: CatalogWatchOptions) {
    this.#options = options;
  }

  /** True once the catalog was read in full. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Reads it now; callers at the same time share one reading. */
  refresh(): Promise<void> {
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #read(): Promise<void> {
    const { auth, catalog, trustedLocations, onFacts } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const entities: Entity[] = [];
    const pages = catalog.streamEntities(
      {
        filter: [
          { kind: ['Component', 'System', 'Group', 'User'] },
          { kind: 'Resource', 'spec.type': 'llm-model' },
        ],
        fields: FIELDS,
      },
      { credentials },
    );
    for await (const page of pages) {
      entities.push(...page);
    }
    await onFacts(readFacts(entities, trustedLocations));
    this.#loaded = true;
  }
}
