import { join } from 'node:path';
import {
  bomOf,
  evidenceOf,
  folderOf,
  removeFolders,
} from '../__testUtils__/repository';

afterEach(removeFolders);

const component = {
  type: 'library',
  'bom-ref': 'ref-a',
  name: 'a',
  purl: 'pkg:npm/a@1.0.0',
};

async function scanned(vulnerabilities: unknown[], rest = {}): Promise<any> {
  const root = await folderOf({
    'scan.json': bomOf([component], { vulnerabilities, ...rest }),
  });
  return evidenceOf(root, { vulnerabilitiesFile: join(root, 'scan.json') });
}

it('reads a finding in full', async () => {
  const { scan, vulnerabilities } = await scanned([
    {
      id: 'GHSA-aaaa-bbbb-cccc',
      references: [{ id: 'CVE-2026-1111' }, { id: 'GHSA-aaaa-bbbb-cccc' }],
      ratings: [
        { severity: 'Medium' },
        { severity: 'CRITICAL' },
        { severity: 'none' },
      ],
      published: '2026-08-29T10:40:00Z',
      recommendation: 'Upgrade a to version 1.0.1',
      affects: [{ ref: 'ref-a' }, { ref: 'ref-a' }],
      analysis: { state: 'not_affected' },
      properties: [{ name: 'grype:kev', value: 'true' }],
    },
  ]);
  expect(scan).toEqual({
    status: 'ok',
    origin: 'ci',
    tool: { name: 'syft', version: '1.57.0' },
    advisoriesAt: 1_789_996_800,
  });
  expect(vulnerabilities.items).toEqual([
    {
      id: 'GHSA-aaaa-bbbb-cccc',
      aliases: ['CVE-2026-1111'],
      purl: 'pkg:npm/a@1.0.0',
      package: 'pkg:npm/a',
      class: 'critical',
      fixedIn: '1.0.1',
      published: 1_788_000_000,
      firstSeen: null,
      enteredClassAt: null,
      inBaseline: null,
      kev: true,
      vex: { status: 'not_affected', trusted: false },
    },
  ]);
});

it.each([
  [[], 'unknown'],
  [[{ severity: 'unknown' }], 'unknown'],
  [[{ severity: 'info' }], 'low'],
  [[{ score: 9.1 }], 'critical'],
  [[{ score: 7 }, { severity: 'low' }], 'high'],
  [[{ severity: 'constructor' }], 'unknown'],
])('rates %j', async (ratings, rated) => {
  const { vulnerabilities } = await scanned([
    { id: 'CVE-1', ratings, affects: [{ ref: 'ref-a' }] },
  ]);
  expect(vulnerabilities.items[0].class).toBe(rated);
});

it('takes the age of the advisories where a scanner tells it', async () => {
  const { scan } = await scanned([], {
    metadata: {
      timestamp: '2026-09-21T13:20:00Z',
      tools: [{ name: 'trivy', version: '0.69.0' }],
      properties: [{ name: 'grype:db:built', value: '2026-09-20T13:20:00Z' }],
    },
  });
  expect(scan).toMatchObject({
    tool: { name: 'trivy' },
    advisoriesAt: 1_789_910_400,
  });
});

it('fails over a scan without a tool, and over one that is none', async () => {
  const { scan } = await scanned([], { metadata: {} });
  expect(scan.status).toBe('failed');
  const root = await folderOf({ 'scan.json': '{"matches": []}' });
  const other: any = await evidenceOf(root, {
    vulnerabilitiesFile: join(root, 'scan.json'),
  });
  expect(other.vulnerabilities.status).toBe('failed');
});

it('is not connected without a file', async () => {
  const none: any = await evidenceOf(await folderOf({}));
  expect([none.scan.status, none.vulnerabilities.status]).toEqual([
    'not_connected',
    'not_connected',
  ]);
});
