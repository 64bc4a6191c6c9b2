import {
  sbomPermissions,
  sbomProblemCodes,
} from '@waymark/backstage-plugin-sbom-common';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OpenApi } from './__testUtils__/openapi';

const text = (path: string) =>
  readFileSync(resolve(__dirname, '..', path), 'utf8');
const page = text('../../docs/sbom.md');
const operations = new OpenApi().operations();

/** First cells of all rows of the table under a heading, without backticks. */
function rows(heading: string): string[][] {
  const section = page.split(/^#+ /m).find(part => part.startsWith(heading));
  return [...section!.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) =>
    row.split('|').map(cell => cell.trim().replace(/^`|`$/g, '')),
  );
}

/** Keys of `config.d.ts` that hold a value. */
function configKeys(): string[] {
  const path: string[] = [];
  const keys: string[] = [];
  for (const line of text('config.d.ts').split('\n')) {
    const key = /^\s*(\w+)\?: (.*)$/.exec(line);
    if (key?.[2] === '{') {
      path.push(key[1]);
    } else if (key) {
      keys.push([...path, key[1]].join('.'));
    } else if (/^\s*\};/.test(line)) {
      path.pop();
    }
  }
  return keys;
}

describe('docs/sbom.md', () => {
  it('has every configuration key, and no other', () => {
    expect(rows('Configuration').map(([key]) => key)).toEqual(configKeys());
  });

  it('has every code with a status that the API answers it with', () => {
    const table = rows('Errors');
    expect(table.map(([code]) => code).sort()).toEqual([...sbomProblemCodes]);
    for (const { responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        for (const { schema } of Object.values(content)) {
          for (const code of schema?.allOf?.[1].properties.code.enum ?? []) {
            const row = table.find(([name]) => name === code)!;
            expect(`${row[1]} ${row[3]}`).toContain(status);
          }
        }
      }
    }
  });

  it('has every route, and no other', () => {
    expect(
      rows('Read')
        .map(([route]) => route)
        .sort(),
    ).toEqual(
      operations
        .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
        .sort(),
    );
  });

  it('has every parameter of an upload', () => {
    const upload = operations.find(({ id }) => id === 'uploadBom')!;
    expect(
      rows('Send\n').map(([name, fallback]) => [name, fallback || undefined]),
    ).toEqual(
      upload.parameters
        .filter(item => item.in === 'query')
        .map(item => [item.name, item.schema.default]),
    );
  });

  it('has every permission', () => {
    expect(rows('Permissions').map(([name]) => name)).toEqual(
      sbomPermissions.map(({ name }) => name),
    );
  });
});
