import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Agent, type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  makeServedDatabase,
  type ServedDatabase,
} from '../__testUtils__/database';
import { bom } from '../__testUtils__/documents';
import { servedRef } from '../__testUtils__/options';
import { Served } from '../__testUtils__/served';

const TOKEN = 'a-static-token-for-tests';
const PATH = `/boms?entityRef=${servedRef(0)}&slot=source&channel=main`;
const MIB = 1024 * 1024;

const small = bom({ components: ['a@1.0.0', 'b@2.0.0'] });
const zeros = Buffer.alloc(64 * MIB);
const billionLaughs = `<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components/></bom>`;
const nested = (times: number) =>
  `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${'[{"components":'.repeat(
    times,
  )}[]${'}]'.repeat(times)}}`;

interface Hostile {
  body: string | Buffer;
  encoding?: string;
  status: number;
  code: string;
}

const hostile: Record<string, Hostile> = {
  'a gzip bomb': {
    body: gzipSync(zeros),
    encoding: 'gzip',
    status: 413,
    code: 'sbom.ratio',
  },
  'a zstd bomb': {
    body: zstdCompressSync(zeros),
    encoding: 'zstd',
    status: 413,
    code: 'sbom.ratio',
  },
  'more bytes than the limit': {
    body: Buffer.alloc(17 * MIB, ' '),
    status: 413,
    code: 'sbom.too_large',
  },
  'a nesting bomb of arrays': {
    body: '['.repeat(MIB),
    status: 413,
    code: 'sbom.too_deep',
  },
  'a nesting bomb of components': {
    body: nested(100_000),
    status: 413,
    code: 'sbom.too_deep',
  },
  'a nesting bomb of elements': {
    body: `<bom xmlns="http://cyclonedx.org/schema/bom/1.6">${'<components><component type="library">'.repeat(
      50_000,
    )}`,
    status: 413,
    code: 'sbom.too_deep',
  },
  'a document type declaration': {
    body: billionLaughs,
    status: 400,
    code: 'sbom.doctype',
  },
  'an external entity in UTF-16': {
    body: Buffer.from(
      `\ufeff<!DOCTYPE bom SYSTEM "http://127.0.0.1:9/x"><bom/>`,
      'utf16le',
    ),
    status: 400,
    code: 'sbom.doctype',
  },
  'an encoding that is none of ours': {
    body: small,
    encoding: 'br',
    status: 415,
    code: 'sbom.encoding',
  },
  'two encodings': {
    body: gzipSync(gzipSync(small)),
    encoding: 'gzip, gzip',
    status: 415,
    code: 'sbom.encoding',
  },
  'plain bytes that claim to be gzip': {
    body: small,
    encoding: 'gzip',
    status: 400,
    code: 'sbom.encoding_corrupt',
  },
  'gzip that claims to be zstd': {
    body: gzipSync(small),
    encoding: 'zstd',
    status: 400,
    code: 'sbom.encoding_corrupt',
  },
  'gzip that claims nothing': {
    body: gzipSync(small),
    status: 400,
    code: 'sbom.syntax',
  },
  'gzip inside gzip': {
    body: gzipSync(gzipSync(small)),
    encoding: 'gzip',
    status: 400,
    code: 'sbom.syntax',
  },
  'gzip that ends too early': {
    body: gzipSync(small).subarray(0, -12),
    encoding: 'gzip',
    status: 400,
    code: 'sbom.encoding_corrupt',
  },
  'zstd that ends too early': {
    body: zstdCompressSync(small).subarray(0, -12),
    encoding: 'zstd',
    status: 400,
    code: 'sbom.encoding_corrupt',
  },
  nothing: { body: '', status: 400, code: 'sbom.syntax' },
  'compressed nothing': {
    body: gzipSync(''),
    encoding: 'gzip',
    status: 400,
    code: 'sbom.syntax',
  },
  'more small objects than the analysis has memory for': {
    body: `{"bomFormat":"CycloneDX","specVersion":"1.6","x":[${'{},'.repeat(
      5 * MIB,
    )}{}]}`,
    status: 413,
    code: 'sbom.too_complex',
  },
};

describe('hostile uploads', () => {
  let database: ServedDatabase;
  let served: Served;

  beforeAll(async () => {
    database = await makeServedDatabase('sqlite');
    served = await Served.start({
      database: database.config,
      sbom: {
        documents: { directory: database.documents },
        maxBytes: 16 * MIB,
        analysis: { memory: 128, deadline: { seconds: 60 } },
      },
      services: 1,
      token: TOKEN,
    });
  }, 60_000);

  afterEach(async () => {
    // Alive, and not busy with what was refused.
    if ((await send({ body: small })).components !== 2) {
      throw new Error('The backend does not answer any more');
    }
    await nothingStaged();
  });

  afterAll(async () => {
    await served?.stop();
    await database?.remove();
  });

  it.each(Object.entries(hostile))(
    'refuses %s',
    async (_, { status, code, ...sent }) => {
      expect(await send(sent)).toMatchObject({ status, code });
    },
    60_000,
  );

  it('answers the next request on the connection of a refused one', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const bodies = [
      Buffer.alloc(24 * MIB, ' '),
      Buffer.concat([gzipSync(zeros), Buffer.alloc(4 * MIB)]),
    ];
    for (const body of bodies) {
      const encoding = body === bodies[0] ? 'identity' : 'gzip';
      const refused = begin(encoding, agent);
      refused.end(body);
      expect(await statusOf(refused)).toBe(413);
      const next = begin('identity', agent);
      next.end(small);
      expect(await statusOf(next)).toBe(200);
    }
    agent.destroy();
  }, 30_000);

  it('forgets a client that goes away in the middle', async () => {
    for (const encoding of ['identity', 'gzip', 'zstd']) {
      const client = begin(encoding);
      client.write(gzipSync(small).subarray(0, 30));
      await sleep(100);
      client.destroy();
    }
    expect(await send({ body: small })).toMatchObject({ components: 2 });
  }, 30_000);

  it('forgets a client that goes away during the analysis', async () => {
    const components = Array.from({ length: 20_000 }, (_, at) => `x${at}@1`);
    const client = begin('identity');
    client.end(bom({ components }));
    await sleep(300);
    client.destroy();
    // Either it was done already or nothing of it is there.
    await sleep(300);
    const { items } = await json(`/uploads?entityRef=${servedRef(0)}`);
    for (const { uploadId, components: count } of items) {
      const page = await json(`/uploads/${uploadId}/components?limit=1`);
      expect(page.total).toBe(count);
    }
  }, 60_000);

  it('serves others while clients send a byte at a time', async () => {
    const clients = Array.from({ length: 20 }, () => begin('identity'));
    for (let at = 0; at < 10; at += 1) {
      clients.forEach(client => client.write(small[at]));
      expect(await send({ body: small })).toMatchObject({ components: 2 });
    }
    // Those that end are answered like any other.
    const [first, ...others] = clients;
    first.end(small.slice(10));
    expect(await statusOf(first)).toBe(200);
    others.forEach(client => client.destroy());
  }, 60_000);

  /** An upload whose body is still to come. */
  function begin(encoding: string, agent?: Agent): ClientRequest {
    const client = request(`${served.url}${PATH}`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-encoding': encoding,
      },
    });
    client.on('error', () => {});
    return client;
  }

  async function statusOf(client: ClientRequest): Promise<number> {
    const [response] = await once(client, 'response');
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  }

  async function send({
    body,
    encoding,
  }: {
    body: string | Buffer;
    encoding?: string;
  }): Promise<any> {
    const response = await served.fetch(PATH, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: encoding ? { 'content-encoding': encoding } : {},
    });
    return response.json();
  }

  async function json(path: string): Promise<any> {
    const response = await served.fetch(path);
    expect(response.status).toBe(200);
    return response.json();
  }

  async function nothingStaged(): Promise<void> {
    const staged = () => readdir(join(database.documents, 'staged'));
    for (let turn = 0; (await staged()).length; turn += 1) {
      if (turn === 200) {
        throw new Error('A part of a refused document stays');
      }
      await sleep(50);
    }
  }
});
