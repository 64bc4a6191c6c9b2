import type { Knex } from 'knex';
import type { HeadRow, UploadRow } from '../src/database/rows';
import { servedRef } from '../src/__testUtils__/options';
import {
  type Bench,
  documentOf,
  get,
  costOf,
  seconds,
  SERVICES,
  upload,
} from './bench';
import { componentAt } from './documents';
import { quantile } from './report';

/** Documents that are really sent; the services share their content. */
const DOCUMENTS = 50;
const COMPONENTS = 300;
const BATCH = 250;

/**
 * Who ships a package in a range, over 10,000 services that all ship it, half
 * of them in range: the dearest question there is.
 */
export async function measureUsages(bench: Bench): Promise<void> {
  for (let seed = 1; seed <= DOCUMENTS; seed += 1) {
    const body = [await documentOf(bench, { components: COMPONENTS, seed })];
    await upload(bench, body, seed - 1);
  }
  const knex = bench.database.connect();
  try {
    await shareContent(knex);
  } finally {
    await knex.destroy();
  }
  for (let index = 0; index < 5; index += 1) {
    await ask(bench, index);
  }
  const times: number[] = [];
  await bench.served.reset();
  const cost = await costOf(bench, async () => {
    for (let index = 0; index < (bench.quick ? 50 : 200); index += 1) {
      times.push(1000 * (await seconds(() => ask(bench, index % COMPONENTS))));
    }
  });
  bench.report.add({
    figure: 'who-ships-in-range-10000-services-p95',
    value: quantile(times, 0.95),
    unit: 'ms',
    bar: 200,
    database: bench.kind,
    ...cost,
    median: quantile(times, 0.5),
    worst: Math.max(...times),
    eventLoop: (await bench.served.figures()).loopMax,
  });
}

/** One page of the first 100, out of about 5,000. */
async function ask(bench: Bench, index: number): Promise<void> {
  const { purl, version } = componentAt(index, { seed: DOCUMENTS / 2 });
  const query = new URLSearchParams({
    purl: String(purl).slice(0, String(purl).lastIndexOf('@')),
    range: `vers:npm/<=${version}`,
  });
  const { items } = JSON.parse(await get(bench, `/components?${query}`));
  if (items.length !== 100) {
    throw new Error(`There are ${items.length} of 100`);
  }
}

/**
 * What uploads of the same content by all other services would have written;
 * straight into the tables, because sending them would take minutes.
 */
async function shareContent(knex: Knex): Promise<void> {
  const uploads: UploadRow[] = await knex('upload').select();
  const heads: HeadRow[] = await knex('head').select();
  for (let from = DOCUMENTS; from < SERVICES; from += BATCH) {
    const indexes = Array.from(
      { length: Math.min(BATCH, SERVICES - from) },
      (_, at) => from + at,
    );
    await knex('upload').insert(
      indexes.map(index => ({
        ...uploads[index % uploads.length],
        id: `shared-${index}`,
        idempotency_key: `shared-${index}`,
        entity_ref: servedRef(index),
      })),
    );
    await knex('head').insert(
      indexes.map(index => {
        const { id, ...head } = heads.find(
          one => one.upload_id === uploads[index % uploads.length].id,
        )!;
        return {
          ...head,
          upload_id: `shared-${index}`,
          entity_ref: servedRef(index),
        };
      }),
    );
  }
  await knex.raw(
    `insert into usage (version_id, head_id)
     select distinct member.version_id, head.id from head
     join member on member.set_id = head.set_id
     where head.upload_id like 'shared-%'
     order by member.version_id, head.id`,
  );
  // As the database does by itself after a while.
  await knex.raw('analyze');
}
