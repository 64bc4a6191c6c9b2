import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDocument } from '../../bench/documents';
import { createBomAnalyser, type BomAnalyserOptions } from './analyser';
import { decodeGraph, ROOT, shortestPaths } from './graph';
import type { AnalysedComponent, BomAnalyser } from './types';

jest.setTimeout(60_000);

const NAMESPACE = 'http://cyclonedx.org/schema/bom/1.6';

describe('createBomAnalyser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bom-analyser-'));
  const open: BomAnalyser[] = [];
  let shared: BomAnalyser;

  beforeAll(() => {
    shared = createBomAnalyser({ workers: 1, heapMb: 96 });
  });

  afterAll(async () => {
    await shared.close();
    rmSync(folder, { recursive: true });
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(one => one.close()));
  });

  function create(options: BomAnalyserOptions): BomAnalyser {
    const analyser = createBomAnalyser({ workers: 1, ...options });
    open.push(analyser);
    return analyser;
  }

  let files = 0;
  function fileOf(content: string | Buffer): string {
    files += 1;
    const file = join(folder, `document-${files}`);
    writeFileSync(file, content);
    return file;
  }

  function generated(format: 'json' | 'xml', components: number): string {
    files += 1;
    const file = join(folder, `document-${files}`);
    writeDocument(file, { components, format });
    return file;
  }

  async function analysed(file: string, analyser = shared) {
    const analysis = await analyser.analyse(file, {});
    const components: AnalysedComponent[] = [];
    const sizes: number[] = [];
    for await (const chunk of analysis.components()) {
      components.push(...chunk);
      sizes.push(chunk.length);
    }
    const packed = await analysis.graph();
    analysis.release();
    return { bom: analysis.bom, components, sizes, packed };
  }

  /** It still answers, whatever was sent before. */
  async function expectAlive(analyser = shared) {
    const { bom } = await analysed(generated('json', 3), analyser);
    expect(bom).toMatchObject({ componentCount: 3, valid: true });
  }

  function refusalOf(content: string | Buffer, analyser = shared) {
    return analyser.analyse(fileOf(content), {}).then(
      () => 'accepted',
      error => error.code,
    );
  }

  const xml = (inner: string) =>
    `<?xml version="1.0"?>\n<bom xmlns="${NAMESPACE}" version="1">${inner}</bom>`;

  it('hands out components in chunks, and the graph', async () => {
    const { bom, components, sizes, packed } = await analysed(
      generated('json', 1234),
    );
    expect(sizes).toEqual([500, 500, 234]);
    expect(components.map(one => one.id)).toEqual(
      components.map((_, index) => String(index)),
    );
    expect(components.filter(one => one.direct)).toHaveLength(40);
    expect(bom.directCount).toBe(40);
    const graph = decodeGraph(packed as Uint8Array);
    const far = components.find(one => one.via !== null) as AnalysedComponent;
    const [path] = shortestPaths(graph, Number(far.id), 5);
    expect(path[0]).toBe(ROOT);
    expect(path.at(-2)).toBe(far.via);
  });

  it('finds the same in XML as in JSON', async () => {
    const json = await analysed(generated('json', 300));
    const asXml = await analysed(generated('xml', 300));
    const { format, template, ...same } = asXml.bom;
    expect([format, template]).toEqual(['xml', null]);
    expect(json.bom).toMatchObject(same);
    expect(asXml.components).toEqual(json.components);
    expect(asXml.packed).toEqual(json.packed);
  });

  it('reads XML of other prefixes, references and encodings', async () => {
    const text =
      `<c:bom xmlns:c="${NAMESPACE}"><c:components>` +
      '<c:component type="library"><c:name>a&amp;b &#228;<![CDATA[<x>]]></c:name>' +
      '<other:name xmlns:other="urn:x">no</other:name>' +
      '</c:component></c:components></c:bom>';
    const forms = [
      Buffer.from(text),
      Buffer.from(
        `\ufeff<?xml version="1.0" encoding="UTF-16"?>${text}`,
        'utf16le',
      ),
      Buffer.from(
        `<?xml version="1.0" encoding="ISO-8859-1"?>${text}`,
        'latin1',
      ),
    ];
    for (const form of forms) {
      const { components } = await analysed(fileOf(form));
      expect(components.map(one => one.name)).toEqual(['a&b ä<x>']);
    }
  });

  it('says where XML violates its schema', async () => {
    const { bom } = await analysed(
      fileOf(xml('\n<components>\n<component type="libary"/></components>')),
    );
    expect(bom.valid).toBe(false);
    expect(bom.issues.map(({ code, line }) => [code, line])).toEqual([
      ['xsd', 4],
      ['xsd', 4],
    ]);
  });

  it.each([
    ['a plain one', '<!DOCTYPE bom>', 'utf8'],
    ['one with entities', '<!DOCTYPE b [<!ENTITY a "x">]>', 'utf8'],
    ['lower case', '<!doctype bom>', 'utf8'],
    ['UTF-16', '\ufeff<!DOCTYPE bom>', 'utf16le'],
    ['UTF-16 without a mark', '<!DOCTYPE bom>', 'utf16le'],
    ['after a comment', '<?xml version="1.0"?><!-- x --><!DOCTYPE a>', 'utf8'],
    ['after white space', '\n\n <!DOCTYPE a SYSTEM "file:///x">', 'utf8'],
  ] as const)('refuses a DOCTYPE: %s', async (_, start, encoding) => {
    const document = `${start}<bom xmlns="${NAMESPACE}"/>`;
    expect(await refusalOf(Buffer.from(document, encoding))).toBe(
      'sbom.doctype',
    );
  });

  it.each([
    ['unclosed', '<bom', 'sbom.syntax'],
    ['mismatched', xml('<components></bom>'), 'sbom.syntax'],
    ['an unknown entity', xml('<components>&x;</components>'), 'sbom.syntax'],
    ['a repeated attribute', xml('<a b="1" b="2"/>'), 'sbom.syntax'],
    ['two roots', `${xml('')}<bom/>`, 'sbom.syntax'],
    ['nothing inside', '<?xml version="1.0"?>', 'sbom.syntax'],
    [
      'an unread encoding',
      '<?xml version="1.0" encoding="UTF-7"?><a/>',
      'sbom.syntax',
    ],
    ['another root', '<html/>', 'sbom.format'],
    ['another version', `<bom xmlns="${NAMESPACE}9"/>`, 'sbom.format'],
    ['no namespace', '<bom/>', 'sbom.format'],
    ['nesting', xml('<a>'.repeat(300)), 'sbom.too_deep'],
  ])('refuses XML with %s', async (_, text, code) => {
    expect(await refusalOf(text)).toBe(code);
  });

  it('outlives documents that need too much memory', async () => {
    const bomb = (inner: string) =>
      `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","properties":[${inner}]}]}`;
    const objects = `${'{},'.repeat(8_000_000)}{}`;
    expect(await refusalOf(bomb(objects))).toBe('sbom.too_complex');
    await expectAlive();
  });

  it('refuses too many components before it reads them', async () => {
    const list = `[${'{},'.repeat(1_000_001)}{}]`;
    const text = `{"specVersion":"1.6","components":${list}}`;
    expect(await refusalOf(text)).toBe('sbom.too_complex');
    await expectAlive();
  });

  it('ends an analysis that takes too long', async () => {
    const analyser = create({ deadlineMs: 1 });
    expect(await refusalOf('{}', analyser)).toBe('sbom.deadline');
  });

  it('gives up when told to', async () => {
    const analyser = create({});
    const controller = new AbortController();
    const { signal } = controller;
    const running = analyser.analyse(generated('json', 20_000), { signal });
    const waiting = analyser.analyse(generated('json', 3), { signal });
    controller.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    await expect(waiting).rejects.toThrow('gone');
    await expectAlive(analyser);
  });

  it('queues up to its bound, then is busy', async () => {
    const analyser = create({ queue: 1 });
    const first = await analyser.analyse(generated('json', 3), {});
    const second = analyser.analyse(generated('json', 4), {});
    await Promise.resolve();
    await expect(
      new Promise(resolve => {
        // After the second has taken its place.
        setImmediate(() => resolve(analyser.analyse(fileOf('{}'), {})));
      }),
    ).rejects.toMatchObject({ code: 'sbom.busy', status: 503 });
    first.release();
    first.release();
    const held = await second;
    expect(held.bom.componentCount).toBe(4);
    held.release();
  });

  it('replaces its process after a large document', async () => {
    const analyser = create({ recycleBytes: 1 });
    const { bom } = await analysed(generated('json', 3), analyser);
    const again = await analysed(generated('json', 3), analyser);
    expect(again.bom).toEqual(bom);
  });

  it('tells those who wait when it closes', async () => {
    const analyser = createBomAnalyser({ workers: 1, warm: true });
    const running = analyser.analyse(generated('json', 3), {});
    const outcome = running.catch(error => error.code);
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    await analyser.close();
    expect(await outcome).toBe('sbom.busy');
  });

  it('says which file is not there', async () => {
    await expect(
      shared.analyse(join(folder, 'none'), {}),
    ).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
