import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One upload as the fake portal saw it. */
interface SeenUpload {
  query: Record<string, string>;
  token: string | undefined;
  accepted: boolean;
}

/** A portal that remembers what it was sent, and judges only the syntax. */
export interface FakePortal {
  baseUrl: string;
  uploads: SeenUpload[];
  /** How many uploads were under way at once, at most. */
  mostAtOnce: number;
  /** How often the catalog is still empty. */
  emptyAnswers: number;
  /** Tokens that are answered 403. */
  forbidden: Set<string>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const sent = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip'
    ? gunzipSync(sent)
    : sent;
}

const digestOf = (content: Buffer | string) =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

function isSound(content: Buffer): boolean {
  const text = content.toString();
  if (text.startsWith('<')) {
    return text.trimEnd().endsWith('</bom>');
  }
  try {
    return JSON.parse(text).bomFormat === 'CycloneDX';
  } catch {
    return false;
  }
}

function receipt(query: Record<string, string>, content: Buffer): unknown {
  const nothing = { commit: null, ref: null, imageDigest: null, tool: null };
  return {
    ...nothing,
    uploadId: digestOf(JSON.stringify(query)).slice(7, 43),
    slot: 'source',
    channel: 'main',
    ...query,
    runUrl: query.runUrl,
    principal: 'development-import',
    blobDigest: digestOf(content),
    contentDigest: digestOf(content),
    sizeBytes: content.length,
    format: content.toString('utf8', 0, 1) === '<' ? 'xml' : 'json',
    specVersion: '1.6',
    serialNumber: null,
    bomVersion: null,
    generatedAt: null,
    receivedAt: '2026-11-23T12:00:00.000Z',
    effectiveAt: query.effectiveAt,
    imported: true,
    components: 1,
    direct: null,
    withoutLicence: 0,
    unchanged: false,
    head: true,
    quality: { score: 100, checks: [] },
    issues: [],
    issueCount: 0,
  };
}

const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: 'Refused',
  detail: 'The document was refused.',
  status,
  code,
});

/** Starts a fake portal on a free loopback port. */
export async function startFakePortal(): Promise<FakePortal> {
  const known = new Set<string>();
  let atOnce = 0;
  const portal: Omit<FakePortal, 'baseUrl' | 'close'> = {
    uploads: [],
    mostAtOnce: 0,
    emptyAnswers: 0,
    forbidden: new Set(),
  };

  async function upload(request: IncomingMessage, url: URL) {
    const query = Object.fromEntries(url.searchParams);
    const token = request.headers.authorization?.replace('Bearer ', '');
    const content = await bodyOf(request);
    // Lets others begin, so that uploads overlap if they may.
    await new Promise(resolve => setImmediate(resolve));
    const accepted = isSound(content) && !portal.forbidden.has(token ?? '');
    portal.uploads.push({ query, token, accepted });
    if (portal.forbidden.has(token ?? '')) {
      return { status: 403, body: problem(403, 'auth.forbidden') };
    }
    if (!accepted) {
      return { status: 400, body: problem(400, 'sbom.syntax') };
    }
    const { effectiveAt, ...identity } = query;
    const key = JSON.stringify([identity, digestOf(content)]);
    const status = known.has(key) ? 200 : 201;
    known.add(key);
    return { status, body: receipt({ ...query, effectiveAt }, content) };
  }

  async function entities(request: IncomingMessage) {
    const { entityRefs } = JSON.parse((await bodyOf(request)).toString());
    const empty = portal.emptyAnswers > 0;
    portal.emptyAnswers -= Number(empty);
    const items = entityRefs.map((ref: string) =>
      empty ? null : { kind: 'Component', metadata: { name: ref } },
    );
    return { status: 200, body: { items } };
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isUpload = url.pathname === '/api/sbom/v1/boms';
    atOnce += Number(isUpload);
    portal.mostAtOnce = Math.max(portal.mostAtOnce, atOnce);
    const { status, body } = isUpload
      ? await upload(request, url)
      : await entities(request);
    atOnce -= Number(isUpload);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(portal, {
    baseUrl: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  });
}
