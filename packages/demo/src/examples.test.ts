import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { allTargets, documentPath } from './generate/targets';
import { examplesFolder, projectRoot } from './paths';
import { type PlannedService, readSchedule } from './seed/schedule';

const boms = path.join(examplesFolder, 'boms');

async function textOf(file: string): Promise<string> {
  const content = await readFile(file);
  return (file.endsWith('.gz') ? gunzipSync(content) : content).toString();
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

describe('the examples', () => {
  let schedule: PlannedService[];
  beforeAll(async () => {
    schedule = await readSchedule(examplesFolder);
  });

  it('send for components that are in the catalog', async () => {
    const catalog = path.join(examplesFolder, 'catalog');
    const files = [
      ...(await filesBelow(catalog)).filter(file => file.endsWith('.yaml')),
      path.join(projectRoot, 'catalog-info.yaml'),
    ];
    const components = new Set<string>();
    for (const file of files) {
      for (const document of parseAllDocuments(await textOf(file))) {
        const { kind, metadata } = document.toJS();
        components.add(`${kind.toLowerCase()}:default/${metadata.name}`);
      }
    }
    for (const { entityRef } of schedule) {
      expect([...components]).toContain(entityRef);
    }
  });

  it('send every generated document, and no other', () => {
    const generated = allTargets().map(documentPath);
    const sent = schedule.flatMap(({ uploads }) =>
      uploads.map(({ document }) => document),
    );
    expect([...new Set(sent)].sort()).toEqual(generated.sort());
  });

  it('hold two versions of at least 12 services in five ecosystems', async () => {
    expect(schedule.length).toBeGreaterThanOrEqual(12);
    const types = new Set<string>();
    for (const { uploads } of schedule) {
      const mainOnes = uploads.filter(({ query }) => query.channel === 'main');
      expect(new Set(mainOnes.map(({ document }) => document)).size).toBe(
        mainOnes.some(({ query }) => query.slot === 'image') ? 4 : 2,
      );
      const text = await textOf(path.join(boms, uploads[0].document));
      types.add(/pkg:[a-z]+/.exec(text)?.[0] ?? 'none');
    }
    expect([...types].sort()).toEqual([
      'pkg:cargo',
      'pkg:golang',
      'pkg:maven',
      'pkg:npm',
      'pkg:pypi',
    ]);
  });

  const inFormat = (format: 'json' | 'xml') =>
    allTargets()
      .filter(target => target.format === format)
      .map(target => [documentPath(target), target.specVersion]);

  it.each(inFormat('json'))('%s is whole', async (document, specVersion) => {
    const bom = JSON.parse(await textOf(path.join(boms, document)));
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion,
      serialNumber: expect.stringMatching(/^urn:uuid:/),
    });
    expect(bom.components.length).toBeGreaterThan(10);
  });

  it.each(inFormat('xml'))('%s is whole', async (document, specVersion) => {
    const text = await textOf(path.join(boms, document));
    expect(text).toContain(`http://cyclonedx.org/schema/bom/${specVersion}"`);
    expect(text.trimEnd()).toMatch(/<\/bom>$/);
    expect(text.match(/<component /g)?.length).toBeGreaterThan(10);
  });

  it('name no place that packages are fetched from', async () => {
    const files = [
      ...(await filesBelow(boms)),
      ...(await filesBelow(path.join(examplesFolder, 'services'))),
    ];
    for (const file of files) {
      const text = await textOf(file);
      const found =
        /"resolved":|registry\+|"distribution(-intake)?"|(--|extra-)?index-url|https?:\/\/(registry|index|proxy|repo1?|files|static)\./i.exec(
          text,
        );
      expect([file, found?.[0]]).toEqual([file, undefined]);
    }
  });
});
