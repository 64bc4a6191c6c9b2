import type {
  ChangePage,
  ScorecardFilters,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  type Caller,
  type CatalogVisibility,
  decodeCursor,
  encodeCursor,
} from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import type { ChangeStore } from '../database/ChangeStore';
import type { ChangeRow } from '../database/rows';
import { noEntity, normaliseEntityRef } from '../intake/EntityReader';
import { invalidCursor } from '../problems';
import type { ServiceScope } from './ServiceScope';
import { toChange } from './wire';

/** Rows read at once, and how often, to fill one page with what may be seen. */
const BATCH = 500;
const ROUNDS = 10;

/** What a page of changes is asked by. */
export interface ChangesQuery extends ScorecardFilters {
  entityRef?: string;
  rule?: string;
  cursor?: string;
  limit: number;
}

/** Why scores changed, as far as the caller may see. */
export class ChangeFeed {
  readonly #changes: ChangeStore;
  readonly #scope: ServiceScope;
  readonly #visibility: CatalogVisibility;

  constructor(options: {
    changes: ChangeStore;
    scope: ServiceScope;
    visibility: CatalogVisibility;
  }) {
    this.#changes = options.changes;
    this.#scope = options.scope;
    this.#visibility = options.visibility;
  }

  /** Newest first. A page may be short and still have one after it. */
  async page(query: ChangesQuery, caller: Caller): Promise<ChangePage> {
    const { limit, rule } = query;
    const entityRef = query.entityRef && normaliseEntityRef(query.entityRef);
    const isSeen = await this.#filter(query, entityRef, caller);
    let after = readCursor(query.cursor);
    const found: ChangeRow[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const rows = await this.#changes.page({
        entityRef,
        rule,
        limit: BATCH,
        after,
      });
      for (const row of rows) {
        after = { at: Number(row.at), id: row.id };
        if (isSeen(row.entity_ref) && found.push(row) === limit) {
          return pageOf(found, after);
        }
      }
      if (rows.length < BATCH) {
        return pageOf(found, undefined);
      }
    }
    return pageOf(found, after);
  }

  async #filter(
    filters: ScorecardFilters,
    entityRef: string | undefined,
    caller: Caller,
  ): Promise<(ref: string) => boolean> {
    if (entityRef) {
      const visible = await this.#visibility.filter([entityRef], caller);
      if (!visible.has(entityRef)) {
        throw noEntity(entityRef);
      }
      return () => true;
    }
    const services = await this.#scope.services(filters, caller);
    const seen = new Set(services.map(service => service.entityRef));
    return ref => seen.has(ref);
  }
}

function readCursor(cursor: string | undefined) {
  if (!cursor) {
    return undefined;
  }
  const [at, id] = decodeCursor(
    cursor,
    z.tuple([z.int(), z.int()]),
    invalidCursor,
  );
  return { at, id };
}

function pageOf(
  rows: readonly ChangeRow[],
  after: { at: number; id: number } | undefined,
): ChangePage {
  return {
    items: rows.map(toChange),
    nextCursor: after ? encodeCursor([after.at, after.id]) : null,
  };
}
