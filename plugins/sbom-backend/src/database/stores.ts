import type { Knex } from 'knex';
import { ComponentSetStore } from './ComponentSetStore';
import { ComponentStore } from './ComponentStore';
import { CoverageStore } from './CoverageStore';
import { DiffStore } from './DiffStore';
import { DocumentIndex } from './DocumentIndex';
import { HeadDirectory } from './HeadDirectory';
import { HeadStore } from './HeadStore';
import { RefusalStore } from './RefusalStore';
import { SearchStore } from './SearchStore';
import { UploadStore } from './UploadStore';
import { UsageStore } from './UsageStore';

/** Every store over one database. */
export function createStores(knex: Knex, now: () => number) {
  return {
    components: new ComponentStore(knex),
    coverage: new CoverageStore(knex),
    diffs: new DiffStore(knex),
    directory: new HeadDirectory(knex),
    heads: new HeadStore({ knex, now }),
    index: new DocumentIndex({ knex, now }),
    refusals: new RefusalStore(knex),
    search: new SearchStore(knex),
    sets: new ComponentSetStore({ knex, now }),
    uploads: new UploadStore(knex),
    usage: new UsageStore(knex),
  };
}
