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

const SECOND = 1_000;

/** Readings right after the start, when a catalog fills up, and later on. */
const PACE = { first: 2 * SECOND, firstFor: 120 * SECOND, then: 15 * SECOND };

/** What {@link CatalogWatch} works with. */
export interface CatalogWatchOptions {
  auth: AuthService;
  catalog: Pick<CatalogService, 'streamEntities'>;
  logger: Pick<LoggerService, 'warn'>;
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
  #timer?: NodeJS.Timeout;
  #closed = false;
  #failing = false;

  constructor(options: CatalogWatchOptions) {
    this.#options = options;
  }

  /** Reads it now; callers at the same time share one reading. */
  refresh(): Promise<void> {
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Reads it from now on. */
  start(): void {
    const startedAt = performance.now();
    const next = async () => {
      await this.#try();
      if (!this.#closed) {
        const young = performance.now() - startedAt < PACE.firstFor;
        this.#timer = setTimeout(next, young ? PACE.first : PACE.then);
        this.#timer.unref();
      }
    };
    void next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #try(): Promise<void> {
    try {
      await this.refresh();
      this.#failing = false;
    } catch (error) {
      // Once for each time that it goes away; at the start it always is.
      if (!this.#failing && !this.#closed) {
        this.#options.logger.warn(
          `The catalog cannot be read, what was read last holds: ${error}`,
        );
      }
      this.#failing = true;
    }
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
  }
}
