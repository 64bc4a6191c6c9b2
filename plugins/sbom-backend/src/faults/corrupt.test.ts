import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdir,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import {
  makeServedDatabase,
  type ServedDatabase,
} from '../__testUtils__/database';
import { bom } from '../__testUtils__/documents';
import { servedRef } from '../__testUtils__/options';
import { Served } from '../__testUtils__/served';

describe('a document store that fails', () => {
  let database: ServedDatabase;
  let served: Served;

  beforeEach(async () => {
    database = await makeServedDatabase('sqlite');
  }, 30_000);

  afterEach(async () => {
    await served?.stop();
    await database?.remove();
  });

  const start = async () => {
    served = await Served.start({
      database: database.config,
      sbom: { documents: { directory: database.documents } },
      services: 1,
      token: 'a-static-token-for-tests',
    });
  };

  const send = async (components: number) => {
    const names = Array.from({ length: components }, (_, at) => `p${at}@1.0.0`);
    const query = `entityRef=${servedRef(0)}&slot=source&channel=main`;
    const response = await served.fetch(`/boms?${query}`, {
      method: 'POST',
      body: bom({ components: names }),
    });
    return { status: response.status, answer: (await response.json()) as any };
  };

  const flip = async (path: string, at: number) => {
    const bytes = await readFile(path);
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = 255 - bytes[place];
    await writeFile(path, bytes);
  };

  const damages: Array<[string, (path: string) => Promise<void>]> = [
    ['a byte at its beginning', path => flip(path, 0)],
    ['a byte at its end', path => flip(path, -1)],
    [
      'its last byte',
      async path => truncate(path, (await readFile(path)).length - 1),
    ],
    ['all of its bytes', path => truncate(path, 0)],
  ];

  it('never hands out wrong bytes, and mends them when they are sent again', async () => {
    await start();
    // One that is read at once and one that is read in pieces.
    for (const components of [2, 5_000]) {
      const { answer } = await send(components);
      const { blobDigest } = answer;
      const [folder, name] = [blobDigest.slice(7, 9), blobDigest.slice(9)];
      const path = join(database.documents, 'sha256', folder, name);
      const sound = await readFile(path);
      for (const [what, damage] of damages) {
        await damage(path);
        expect([what, await read(blobDigest, components)]).toEqual([
          what,
          'refused',
        ]);
        // As often as CI sends it, it is the same upload: and mends the copy.
        const again = await send(components);
        expect(again).toEqual({ status: 200, answer });
        expect(await read(blobDigest, components)).toBe('whole');
        expect(await readFile(path)).toEqual(sound);
      }
    }
  }, 60_000);

  /** What a client gets: a problem, a connection cut off, or all of it. */
  async function read(digest: string, components: number): Promise<string> {
    const response = await served.fetch(`/boms/${digest}`).catch(() => null);
    if (!response) {
      expect(components).toBeGreaterThan(1_000);
      return 'refused';
    }
    if (response.status === 500) {
      expect(response.headers.get('content-type')).toContain('problem+json');
      expect(await response.json()).toMatchObject({ code: 'sbom.bom_corrupt' });
      return 'refused';
    }
    expect(response.status).toBe(200);
    // Too large to be checked before its first bytes are sent.
    const body = await response.text().catch(() => undefined);
    if (body === undefined) {
      expect(components).toBeGreaterThan(1_000);
      return 'refused';
    }
    expect(JSON.parse(body).components).toHaveLength(components);
    return 'whole';
  }

  it('takes nothing when the disk is full, and goes on when it is not', async () => {
    await mkdir(database.documents, { recursive: true });
    if (!mountSmall(database.documents)) {
      process.stdout.write('Skipped: no file system can be mounted here\n');
      return;
    }
    try {
      await start();
      const filler = join(database.documents, 'filler');
      await writeFile(filler, randomBytes(1_000_000)).catch(() => {});
      const { status, answer } = await send(5_000);
      expect([status, answer.code]).toEqual([503, 'sbom.busy']);
      expect(await readdir(join(database.documents, 'staged'))).toEqual([]);
      await rm(filler);
      expect(await send(100)).toMatchObject({
        status: 201,
        answer: { components: 100, head: true },
      });
    } finally {
      execFileSync('umount', ['--lazy', database.documents]);
    }
  }, 60_000);
});

/** A file system of 1 MiB; false without the right to mount one. */
function mountSmall(directory: string): boolean {
  try {
    execFileSync(
      'mount',
      ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory],
      { stdio: 'ignore' },
    );
    return true;
  } catch {
    return false;
  }
}
