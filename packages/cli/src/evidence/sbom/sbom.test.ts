import { join } from 'node:path';
import {
  bomOf,
  commit,
  evidenceOf,
  folderOf,
  removeFolders,
} from '../__testUtils__/repository';

afterEach(removeFolders);

async function read(bom: string): Promise<any> {
  const root = await folderOf({ 'sbom.cdx.json': bom });
  return evidenceOf(root, { sbomFile: join(root, 'sbom.cdx.json') });
}

const library = {
  type: 'library',
  'bom-ref': 'a',
  group: '@scope',
  name: 'a',
  version: '1.0.0',
  purl: 'pkg:npm/%40scope/a@1.0.0?arch=x',
  licenses: [{ expression: 'MIT OR Apache-2.0' }],
};

it('tells the facts of a sound document', async () => {
  const { sbom, components } = await read(
    bomOf([library], { dependencies: [{ ref: 'root', dependsOn: ['a'] }] }),
  );
  expect(sbom).toEqual({
    status: 'ok',
    origin: 'ci',
    format: 'cyclonedx',
    encoding: 'json',
    specVersion: '1.6',
    schemaValid: true,
    serialNumber: 'urn:uuid:11111111-2222-4333-8444-555555555555',
    timestamp: 1_789_996_800,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    tool: { name: 'syft', version: '1.57.0' },
    counts: { components: 1, dependencies: 1 },
    root: { name: 'checkout', purl: null, isSubject: true },
    danglingEdges: [],
    subject: { commit, digest: null },
  });
  expect(components.items).toEqual([
    {
      name: '@scope/a',
      version: '1.0.0',
      purl: 'pkg:npm/%40scope/a@1.0.0?arch=x',
      package: 'pkg:npm/%40scope/a',
      type: 'library',
      licences: [['MIT'], ['Apache-2.0']],
      scope: 'required',
      direct: true,
    },
  ]);
});

it.each([
  ['an unknown member', { strange: 1 }],
  ['another format', { bomFormat: 'Other' }],
  ['an unknown version', { specVersion: '9.9' }],
  ['an item twice', { components: [library, library] }],
  ['a wrong type', { components: [{ ...library, type: 'thing' }] }],
])('does not take %s for valid', async (_, rest) => {
  const { sbom } = await read(bomOf([library], rest));
  expect(sbom).toMatchObject({ status: 'ok', schemaValid: false });
});

it.each(['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'])(
  'has the schema of version %s',
  async specVersion => {
    const { sbom } = await read(
      JSON.stringify({ bomFormat: 'CycloneDX', specVersion, version: 1 }),
    );
    expect(sbom).toMatchObject({ specVersion, schemaValid: true });
  },
);

it('tells edges that lead nowhere, and another root', async () => {
  const { sbom } = await read(
    bomOf([{ ...library, components: [{ ...library, 'bom-ref': 'b' }] }], {
      metadata: { component: { type: 'application', name: 'other' } },
      dependencies: [{ ref: 'a', dependsOn: ['b', 'gone'] }, { ref: 'lost' }],
    }),
  );
  expect(sbom).toMatchObject({
    counts: { components: 2 },
    root: { isSubject: false },
    danglingEdges: ['gone', 'lost'],
    subject: { commit: null },
    tool: null,
    timestamp: null,
  });
});

it.each([
  ['a name', [{ license: { name: 'Own licence' } }], [['Own licence']]],
  [
    'letter case',
    [{ expression: 'mit and apache-2.0' }],
    [['MIT', 'Apache-2.0']],
  ],
  ['old names of GNU', [{ license: { id: 'AGPL-3.0' } }], [['AGPL-3.0-only']]],
  ['or later', [{ expression: 'GPL-2.0+' }], [['GPL-2.0-or-later']]],
  [
    'an exception',
    [{ expression: 'GPL-2.0-only WITH Classpath-exception-2.0' }],
    [['GPL-2.0-only WITH Classpath-exception-2.0']],
  ],
  [
    'a normal form',
    [{ expression: '(MIT OR ISC) AND (Zlib OR 0BSD)' }],
    [
      ['MIT', 'Zlib'],
      ['MIT', '0BSD'],
      ['ISC', 'Zlib'],
      ['ISC', '0BSD'],
    ],
  ],
  [
    'what was concluded',
    [
      { license: { id: 'MIT', acknowledgement: 'declared' } },
      { license: { id: 'ISC', acknowledgement: 'concluded' } },
    ],
    [['ISC']],
  ],
  [
    'two that hold at once',
    [{ license: { id: 'MIT' } }, { license: { id: 'ISC' } }],
    [['MIT', 'ISC']],
  ],
  ['nothing', [], []],
  ['no assertion', [{ license: { name: 'NOASSERTION' } }], []],
  [
    'too many',
    [{ expression: Array(9).fill('(MIT OR ISC)').join(' AND ') }],
    [],
  ],
])('reads licences with %s', async (_, licenses, licences) => {
  const { components } = await read(bomOf([{ ...library, licenses }]));
  expect(components.items[0].licences).toEqual(licences);
});

it('takes what nothing depends on as direct, where the root has no edges', async () => {
  const { components } = await read(
    bomOf([library, { ...library, 'bom-ref': 'b', name: 'b' }], {
      dependencies: [{ ref: 'a', dependsOn: ['b'] }],
    }),
  );
  expect(components.items.map(({ direct }: any) => direct)).toEqual([
    true,
    false,
  ]);
});

it('tells of XML and SPDX what they are', async () => {
  const xml = await read(
    '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>',
  );
  expect(xml.sbom).toMatchObject({ encoding: 'xml', specVersion: '1.5' });
  expect(xml.components.status).toBe('failed');
  const spdx = await read(
    JSON.stringify({
      spdxVersion: 'SPDX-2.3',
      SPDXID: 'SPDXRef-DOCUMENT',
      documentNamespace: 'https://example.com/1',
      creationInfo: {
        created: '2026-09-21T13:20:00Z',
        creators: ['Tool: syft-1.57.0'],
      },
      documentDescribes: ['SPDXRef-root'],
      packages: [
        { SPDXID: 'SPDXRef-root', name: 'checkout' },
        {
          SPDXID: 'SPDXRef-a',
          name: 'a',
          versionInfo: '1.0.0',
          licenseConcluded: 'NOASSERTION',
          licenseDeclared: 'MIT',
          externalRefs: [
            { referenceType: 'purl', referenceLocator: 'pkg:npm/a@1.0.0' },
          ],
        },
      ],
    }),
  );
  expect(spdx.sbom).toMatchObject({
    format: 'spdx',
    specVersion: '2.3',
    tool: { name: 'syft', version: '1.57.0' },
    root: { isSubject: true },
  });
  expect(spdx.components.items).toMatchObject([
    { purl: 'pkg:npm/a@1.0.0', licences: [['MIT']] },
  ]);
});

it('is absent without a file, and failed over one that is broken', async () => {
  const root = await folderOf({ 'bom.json': '{' });
  const none: any = await evidenceOf(root);
  expect([none.sbom.status, none.components.status]).toEqual([
    'absent',
    'absent',
  ]);
  for (const file of ['bom.json', 'gone.json']) {
    const broken: any = await evidenceOf(root, { sbomFile: join(root, file) });
    expect([broken.sbom.status, broken.components.status]).toEqual([
      'failed',
      'failed',
    ]);
  }
});
