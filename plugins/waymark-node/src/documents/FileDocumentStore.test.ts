import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentStoreConformance } from './conformance';
import { FileDocumentStore } from './FileDocumentStore';
import { DocumentCorruptError, type DocumentDigest } from './types';

describe('FileDocumentStore', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waymark-documents-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it.each(documentStoreConformance)('$name', async ({ run }) => {
    const path = join(directory, 'made', 'on', 'need');
    const damage = async (digest: DocumentDigest) => {
      const file = join(path, 'sha256', digest.slice(7, 9), digest.slice(9));
      const bytes = await readFile(file);
      bytes[bytes.length - 1] = 255 - bytes[bytes.length - 1];
      await writeFile(file, bytes);
    };
    const store = new FileDocumentStore(path);
    await expect(run(store, damage)).resolves.toBeUndefined();
  });

  async function stored(text: string): Promise<DocumentDigest> {
    const staged = await new FileDocumentStore(directory).stage(
      (async function* content() {
        yield Buffer.from(text);
      })(),
      { maxBytes: 100 },
    );
    await staged.commit();
    return staged.digest;
  }

  it.each([
    ['changed', (path: string) => writeFile(path, 'other')],
    ['cut off', (path: string) => truncate(path, 2)],
    ['emptied', (path: string) => truncate(path, 0)],
  ])('fails the read of a document that was %s on disk', async (_, damage) => {
    const digest = await stored('bytes');
    const [folder, name] = [digest.slice(7, 9), digest.slice(9)];
    await damage(join(directory, 'sha256', folder, name));
    const stream = await new FileDocumentStore(directory).open(digest);
    await expect(stream!.toArray()).rejects.toThrow(DocumentCorruptError);
    expect(await stored('bytes')).toBe(digest);
    const mended = await new FileDocumentStore(directory).open(digest);
    expect((await mended!.toArray()).join('')).toBe('bytes');
  });

  it('keeps documents from one instance to the next', async () => {
    const digest = await stored('bytes');
    const again = new FileDocumentStore(directory);
    expect(await again.stat(digest)).toEqual({ digest, size: 5 });
    expect(await readdir(join(directory, 'staged'))).toEqual([]);
  });
});
