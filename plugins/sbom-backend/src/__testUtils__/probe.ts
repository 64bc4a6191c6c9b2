import type { Knex } from 'knex';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ServedFigures } from './options';

const componentTables = /\b(package|package_version|member|usage)\b/;
const writes = /^\s*(insert into|update|delete from)\s+(\S+)/i;

interface Query {
  __knexQueryUid: string;
  sql: string;
}

/** Watches the event loop and the database of its process. */
export class ServedProbe {
  // The finest there is: what a timer measures is late by this at most.
  readonly #loop = monitorEventLoopDelay({ resolution: 1 });
  readonly #started = new Map<string, number>();
  #queries = 0;
  #queryTime = 0;
  #componentWrites = 0;

  constructor() {
    this.#loop.enable();
  }

  /** Adds the queries of a client to what is watched. */
  watch(knex: Knex): void {
    knex.on('query', (query: Query) => {
      // The scheduler keeps its tasks in the database of each plugin.
      if (!query.sql.includes('backstage_backend_tasks')) {
        this.#started.set(query.__knexQueryUid, performance.now());
      }
    });
    knex.on('query-response', (response: unknown, query: Query) => {
      const [, , table] = writes.exec(query.sql) ?? [];
      if (table && componentTables.test(table)) {
        this.#componentWrites += rowsOf(response);
      }
      this.#end(query);
    });
    knex.on('query-error', (_: unknown, query: Query) => this.#end(query));
  }

  reset(): void {
    this.#loop.reset();
    this.#queries = 0;
    this.#queryTime = 0;
    this.#componentWrites = 0;
  }

  figures(): ServedFigures {
    return {
      loopMax: this.#loop.max / 1e6,
      loopP99: this.#loop.percentile(99) / 1e6,
      queries: this.#queries,
      queryTime: this.#queryTime,
      componentWrites: this.#componentWrites,
    };
  }

  #end({ __knexQueryUid: id }: Query): void {
    const start = this.#started.get(id);
    if (start !== undefined) {
      this.#started.delete(id);
      this.#queries += 1;
      this.#queryTime += performance.now() - start;
    }
  }
}

/** The drivers report written rows each in their own way. */
function rowsOf(response: unknown): number {
  if (typeof response === 'number') {
    return response;
  }
  const { rowCount, changes } = (response ?? {}) as {
    rowCount?: number;
    changes?: number;
  };
  return rowCount ?? changes ?? 1;
}
