import type { Knex } from 'knex';
import { ChangeStore } from './ChangeStore';
import { ScoreStore } from './ScoreStore';
import { SightingStore } from './SightingStore';
import { VerdictStore } from './VerdictStore';

/** One store per aggregate. */
export type Stores = ReturnType<typeof createStores>;

/** Puts the stores on a database. */
export function createStores(knex: Knex) {
  return {
    changes: new ChangeStore(knex),
    scores: new ScoreStore(knex),
    sightings: new SightingStore(knex),
    verdicts: new VerdictStore(knex),
  };
}
