import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DocumentCorruptError,
  type DocumentDigest,
  type DocumentStore,
  DocumentTooLargeError,
} from './types';

/**
 * One thing that every document store must do; `run` rejects when it does not.
 *
 * @public
 */
export interface DocumentStoreCase {
  name: string;
  /** `damage` changes stored bytes behind the back of the store. */
  run(
    store: DocumentStore,
    damage: (digest: DocumentDigest) => Promise<void>,
  ): Promise<void>;
}

/**
 * What every implementation of {@link DocumentStore} must pass, each case on
 * an empty store. Bound to no test runner: `it.each(documentStoreConformance)`.
 * A store must say how its bytes can be damaged.
 *
 * @public
 */
export const documentStoreConformance: DocumentStoreCase[] = [
  {
    name: 'keeps the exact bytes under their digest',
    async run(store) {
      const bytes = Buffer.from([0, 255, 13, 10, 0xef, 0xbb, 0xbf, 65]);
      const digest = await put(store, [
        bytes.subarray(0, 3),
        bytes.subarray(3),
      ]);
      assert.equal(digest, digestOf(bytes));
      assert.deepEqual(await read(store, digest), bytes);
      assert.deepEqual(await store.stat(digest), { digest, size: 8 });
    },
  },
  {
    name: 'takes an empty document and a large one',
    async run(store) {
      const empty = await put(store, []);
      assert.deepEqual(await read(store, empty), Buffer.alloc(0));
      const large = Buffer.alloc(3_000_000, 'waymark');
      assert.deepEqual(await read(store, await put(store, [large])), large);
    },
  },
  {
    name: 'shows nothing before commit, and nothing after discard',
    async run(store) {
      const staged = await store.stage(iterate([Buffer.from('a')]), {
        maxBytes: 10,
      });
      assert.equal((await readFile(staged.path)).toString(), 'a');
      assert.equal(await store.stat(staged.digest), undefined);
      assert.equal(await store.open(staged.digest), undefined);
      await staged.discard();
      assert.equal(await store.stat(staged.digest), undefined);
      assert.equal(await store.sweep(new Date(Date.now() + 60_000)), 0);
    },
  },
  {
    name: 'writes once: the same bytes again change nothing',
    async run(store) {
      const stage = () =>
        store.stage(iterate([Buffer.from('twice')]), { maxBytes: 10 });
      const [first, second] = await Promise.all([stage(), stage()]);
      assert.equal(await first.commit(), true);
      assert.equal(await second.commit(), false);
      assert.equal((await all(store)).length, 1);
    },
  },
  {
    name: 'never reads damaged bytes to their end',
    async run(store, damage) {
      const digest = await put(store, [Buffer.from('bytes')]);
      await damage(digest);
      await assert.rejects(read(store, digest), DocumentCorruptError);
    },
  },
  {
    name: 'mends damaged bytes when the same are committed, however often',
    async run(store, damage) {
      // Large, so that the readers are not through when it is mended.
      const bytes = Buffer.alloc(2_000_000, 'mend');
      const digest = await put(store, [bytes]);
      await damage(digest);
      const stage = () => store.stage(iterate([bytes]), { maxBytes: 1e7 });
      const staged = await Promise.all([stage(), stage(), stage()]);
      const readers = Promise.allSettled(
        Array.from({ length: 5 }, () => read(store, digest)),
      );
      const mended = await Promise.all(staged.map(one => one.commit()));
      assert.ok(mended.includes(true));
      for (const reader of await readers) {
        if (reader.status === 'fulfilled') {
          assert.ok(reader.value.equals(bytes));
        } else {
          assert.ok(reader.reason instanceof DocumentCorruptError);
        }
      }
      assert.ok((await read(store, digest)).equals(bytes));
      assert.equal((await all(store)).length, 1);
      assert.equal(await store.sweep(new Date(Date.now() + 60_000)), 0);
    },
  },
  {
    name: 'caps the bytes really read, and leaves nothing of what is beyond',
    async run(store) {
      const exact = await store.stage(iterate([Buffer.alloc(10)]), {
        maxBytes: 10,
      });
      await exact.discard();
      await assert.rejects(
        store.stage(iterate([Buffer.alloc(6), Buffer.alloc(5)]), {
          maxBytes: 10,
        }),
        DocumentTooLargeError,
      );
      assert.equal(await store.sweep(new Date(Date.now() + 60_000)), 0);
    },
  },
  {
    name: 'rejects with the error of a source that fails, and leaves nothing',
    async run(store) {
      const broken = async function* broken() {
        yield Buffer.from('half');
        throw new Error('source failed');
      };
      await assert.rejects(
        store.stage(broken(), { maxBytes: 10 }),
        /source failed/,
      );
      assert.equal(await store.sweep(new Date(Date.now() + 60_000)), 0);
      assert.deepEqual(await all(store), []);
    },
  },
  {
    name: 'sweeps what was staged and forgotten, by age',
    async run(store) {
      await store.stage(iterate([Buffer.from('lost')]), { maxBytes: 10 });
      assert.equal(await store.sweep(new Date(Date.now() - 60_000)), 0);
      assert.equal(await store.sweep(new Date(Date.now() + 60_000)), 1);
      assert.deepEqual(await all(store), []);
    },
  },
  {
    name: 'deletes, lists, and refuses what is no digest',
    async run(store) {
      const one = await put(store, [Buffer.from('1')]);
      const two = await put(store, [Buffer.from('22')]);
      assert.equal((await all(store)).length, 2);
      assert.equal(await store.delete(one), true);
      assert.equal(await store.delete(one), false);
      assert.equal(await store.open(one), undefined);
      assert.deepEqual(await all(store), [{ digest: two, size: 2 }]);
      const wrong = 'sha256:../../etc/passwd' as DocumentDigest;
      await assert.rejects(store.open(wrong));
      await assert.rejects(store.delete(wrong));
    },
  },
];

async function* iterate(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function put(
  store: DocumentStore,
  chunks: Uint8Array[],
): Promise<DocumentDigest> {
  const staged = await store.stage(iterate(chunks), { maxBytes: 10_000_000 });
  assert.equal(await staged.commit(), true);
  return staged.digest;
}

async function read(
  store: DocumentStore,
  digest: DocumentDigest,
): Promise<Buffer> {
  const stream: Readable | undefined = await store.open(digest);
  assert.ok(stream, 'a committed document can be opened');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function all(store: DocumentStore) {
  const found = [];
  for await (const item of store.list()) {
    found.push(item);
  }
  return found;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
