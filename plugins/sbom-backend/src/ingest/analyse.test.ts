import fc from 'fast-check';
import { componentAt } from '../../bench/documents';
import { DocumentAnalyser, type DocumentAnalysis } from './analyse';
import { decodeGraph, ROOT, shortestPaths } from './graph';
import { defaultLimits } from './limits';

const analyser = new DocumentAnalyser(defaultLimits);

type Doc = Record<string, unknown>;

function bom(more: Doc): Doc {
  return { bomFormat: 'CycloneDX', specVersion: '1.6', ...more };
}

async function analyse(document: unknown): Promise<DocumentAnalysis> {
  return analyser.analyse(Buffer.from(JSON.stringify(document)));
}

const lib = (ref: string, more: Doc = {}) => ({
  type: 'library',
  'bom-ref': ref,
  name: ref,
  version: '1',
  purl: `pkg:npm/${ref}@1`,
  ...more,
});

const rooted = {
  component: { type: 'application', 'bom-ref': 'r', name: 'r' },
};

/** A document as a model, so that it can be written in several ways. */
const model = fc.integer({ min: 1, max: 8 }).chain(count =>
  fc.record({
    // Few kinds, so that the same package version is there repeatedly.
    kinds: fc.array(fc.nat({ max: 5 }), { minLength: count, maxLength: count }),
    edges: fc.array(fc.tuple(fc.nat({ max: count }), fc.nat({ max: count })), {
      maxLength: 16,
    }),
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    rename: fc.constantFrom('a', 'b-', 'x/y@'),
    run: fc.nat({ max: 99 }),
  }),
);

interface Model {
  kinds: number[];
  edges: [number, number][];
  order: number[];
  rename: string;
  run: number;
}

function write({ kinds, edges, order, rename, run }: Model): Doc {
  const ref = (node: number) => (node === 0 ? 'root' : `${rename}${node}`);
  const targets = new Map<number, string[]>([[0, []]]);
  for (const [from, to] of edges) {
    targets.set(from, [ref(to), ...(targets.get(from) ?? [])]);
  }
  const entries = [...targets].map(([from, dependsOn]) => ({
    ref: ref(from),
    dependsOn: [...new Set(dependsOn)],
  }));
  return bom({
    serialNumber: `urn:uuid:00000000-0000-0000-0000-${String(run).padStart(
      12,
      '0',
    )}`,
    metadata: {
      timestamp: new Date(run * 1000).toISOString(),
      component: { type: 'application', name: 'r', 'bom-ref': 'root' },
    },
    components: order.map(index => ({
      ...componentAt(kinds[index]),
      'bom-ref': ref(index + 1),
    })),
    dependencies: run % 2 === 0 ? entries : entries.reverse(),
  });
}

const plain = (one: Model): Model => ({
  ...one,
  order: [...one.kinds.keys()],
  rename: 'a',
  run: 0,
});

describe('content digest', () => {
  it('does not depend on order, references, serial number or time', async () => {
    await fc.assert(
      fc.asyncProperty(model, async one => {
        const a = await analyse(write(plain(one)));
        const b = await analyse(write(one));
        expect(b.bom.contentDigest).toBe(a.bom.contentDigest);
        // Equal ordinals, so that a stored set fits both documents.
        const content = (analysis: DocumentAnalysis) =>
          analysis.components(0, 100).map(({ direct, via, ...rest }) => rest);
        expect(content(b)).toEqual(content(a));
        expect(b.bom.directCount).toBe(a.bom.directCount);
      }),
    );
  });

  it('changes with any component and any edge', async () => {
    await fc.assert(
      fc.asyncProperty(model, fc.nat(), async (one, at) => {
        const a = await analyse(write(one));
        const kinds = [...one.kinds];
        kinds[at % kinds.length] += 100;
        const b = await analyse(write({ ...one, kinds }));
        expect(b.bom.contentDigest).not.toBe(a.bom.contentDigest);
      }),
    );
    const edge = (dependsOn: string[]) =>
      bom({
        metadata: rooted,
        components: [lib('a'), lib('b')],
        dependencies: [{ ref: 'r', dependsOn }],
      });
    const digests = await Promise.all(
      [[], ['a'], ['b'], ['a', 'b']].map(async targets => {
        const { bom: analysed } = await analyse(edge(targets));
        return analysed.contentDigest;
      }),
    );
    expect(new Set(digests).size).toBe(4);
  });
});

describe('components', () => {
  it('tells direct from transitive by the shortest way', async () => {
    const analysis = await analyse(
      bom({
        metadata: rooted,
        components: ['a', 'b', 'c', 'd'].map(ref => lib(ref)),
        dependencies: [
          { ref: 'r', dependsOn: ['a', 'b'] },
          { ref: 'a', dependsOn: ['c', 'b'] },
          { ref: 'c', dependsOn: ['a', 'c', 'r'] },
        ],
      }),
    );
    const found = analysis.components(0, 10);
    expect(found.map(({ name, direct, via }) => [name, direct, via])).toEqual([
      ['a', true, null],
      ['b', true, null],
      ['c', false, 0],
      ['d', null, null],
    ]);
    expect(analysis.bom.directCount).toBe(2);
    const graph = decodeGraph(analysis.graph() as Uint8Array);
    expect(shortestPaths(graph, 2, 5)).toEqual([[ROOT, 0, 2]]);
    expect(shortestPaths(graph, 3, 5)).toEqual([]);
  });

  it.each([
    ['no entry', []],
    ['an empty entry', [{ ref: 'r', dependsOn: [] }]],
    ['an entry without edges', [{ ref: 'r' }]],
    ['itself only', [{ ref: 'r', dependsOn: ['r'] }]],
  ])('knows no relation where the root has %s', async (_, entries) => {
    const analysis = await analyse(
      bom({
        metadata: rooted,
        components: [lib('a'), lib('b')],
        dependencies: [...entries, { ref: 'a', dependsOn: ['b'] }],
      }),
    );
    expect(analysis.bom.directCount).toBeNull();
    expect(analysis.components(0, 2).map(one => one.direct)).toEqual([
      null,
      null,
    ]);
    expect(
      analysis.bom.quality.checks.find(check => check.id === 'graph'),
    ).toMatchObject({ passed: 0, total: 1 });
  });

  it('knows that a root without components has no dependencies', async () => {
    const dependencies = [{ ref: 'r', dependsOn: [] }];
    const { bom: found } = await analyse(
      bom({ metadata: rooted, dependencies }),
    );
    expect(found.directCount).toBe(0);
  });

  it('has no graph where the document has none', async () => {
    const without = await analyse(bom({ components: [lib('a')] }));
    expect(without.graph()).toBeNull();
  });

  it('counts inner components, not the root, nor services', async () => {
    const { bom: analysed } = await analyse(
      bom({
        metadata: {
          component: { ...rooted.component, components: [lib('module')] },
        },
        components: [lib('a', { components: [lib('b')] })],
        services: [{ name: 's', 'bom-ref': 's' }],
      }),
    );
    expect(analysed.componentCount).toBe(3);
  });

  it('reports references that are ambiguous or lead nowhere', async () => {
    const { bom: analysed } = await analyse(
      bom({
        metadata: rooted,
        components: [lib('a'), { ...lib('b'), 'bom-ref': 'a' }],
        services: [{ name: 's', 'bom-ref': 's' }],
        dependencies: [{ ref: 'r', dependsOn: ['a', 's', 'gone'] }],
      }),
    );
    expect(analysed.issues.map(({ code, value }) => [code, value])).toEqual([
      ['graph.duplicate_ref', 'a'],
      ['graph.unknown_ref', 'gone'],
    ]);
    expect(analysed.valid).toBe(true);
    expect(analysed.directCount).toBe(2);
  });

  it('keeps a component whose purl is none, by its name', async () => {
    const analysis = await analyse(
      bom({ components: [lib('a', { group: 'g', purl: 'npm:a' })] }),
    );
    expect(analysis.components(0, 1)[0]).toMatchObject({
      purl: null,
      packageKey: 'name:g/a',
      ecosystem: null,
    });
    expect(analysis.bom.issues).toEqual([
      expect.objectContaining({
        code: 'purl.invalid',
        pointer: '/components/0/purl',
        value: '"npm:a"',
      }),
    ]);
  });

  it('bounds long texts and cleans what databases refuse', async () => {
    const long = 'x'.repeat(1_000_000);
    const analysis = await analyse(
      bom({
        components: [
          { type: 'library', name: `${long}1` },
          { type: 'library', name: `${long}2` },
          { type: 'library', name: 'nul\0 and \ud800 alone' },
        ],
      }),
    );
    const [nul, one, two] = analysis.components(0, 3);
    expect(nul.name).toBe('nul\ufffd and \ufffd alone');
    expect(one.name).toHaveLength(512);
    expect(one.packageKey).not.toBe(two.packageKey);
  });

  it('keeps licences as ids, names and expressions', async () => {
    const licenses = [
      { license: { id: 'MIT' } },
      { license: { name: 'Our own' } },
      { license: { id: 'MIT' } },
    ];
    const analysis = await analyse(
      bom({
        components: [
          lib('a', { licenses }),
          lib('b', { licenses: [{ expression: 'MIT OR ISC' }] }),
          lib('c'),
        ],
      }),
    );
    expect(analysis.components(0, 3).map(one => one.licences)).toEqual([
      ['MIT', 'Our own'],
      ['MIT OR ISC'],
      [],
    ]);
    expect(analysis.bom.withoutLicence).toBe(1);
  });
});

describe('quality', () => {
  it('is 100 only when every check passes', async () => {
    const good = bom({
      metadata: {
        ...rooted,
        timestamp: '2026-01-01T00:00:00Z',
        tools: [{ name: 't' }],
      },
      components: [{ ...componentAt(0), 'bom-ref': 'a', publisher: 'p' }],
      dependencies: [{ ref: 'r', dependsOn: ['a'] }],
    });
    const { quality } = (await analyse(good)).bom;
    expect(quality.score).toBe(100);
    expect(quality.checks.reduce((sum, one) => sum + one.weight, 0)).toBe(100);
    const { bom: empty } = await analyse(bom({}));
    expect(empty.quality.score).toBe(5);
  });
});

describe('issues', () => {
  it('point at the value and say what helps', async () => {
    const { bom: analysed } = await analyse(
      bom({
        components: [lib('a'), lib('b', { type: 'libary', extra: 1 })],
      }),
    );
    expect(analysed.valid).toBe(false);
    expect(analysed.issues).toEqual([
      {
        code: 'schema.additionalProperties',
        message: 'The member "extra" is not known here.',
        pointer: '/components/1',
        value: 'object with 6 members',
        hint: 'Remove it, or put it into "properties" as a name and a value.',
      },
      {
        code: 'schema.enum',
        message: 'The value is none of those allowed here.',
        pointer: '/components/1/type',
        value: '"libary"',
        hint: expect.stringMatching(/^Allowed: application, /),
      },
    ]);
  });

  it('name the closest of several shapes, not all of them', async () => {
    const licenses = [{ license: { id: 'No-Such-Licence' } }];
    const { bom: analysed } = await analyse(
      bom({ components: [lib('a', { licenses })] }),
    );
    expect(analysed.issues).toEqual([
      expect.objectContaining({
        code: 'schema.enum',
        pointer: '/components/0/licenses/0/license/id',
      }),
    ]);
  });

  it('are all counted, and at most 100 listed', async () => {
    const { bom: analysed } = await analyse(
      bom({ components: Array.from({ length: 300 }, () => ({ name: 'a' })) }),
    );
    expect(analysed.issues).toHaveLength(100);
    // Each lacks its type, and all but the first are repeats.
    expect(analysed.issueCount).toBe(599);
  });

  it('tell of members that come twice', async () => {
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}],"components":[]}`;
    const analysis = await analyser.analyse(Buffer.from(text));
    expect(analysis.bom.componentCount).toBe(0);
    expect(analysis.bom.issues[0].code).toBe('json.duplicate_key');
  });
});
