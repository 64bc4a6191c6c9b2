import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import {
  buildPurl,
  formatPurl,
  normalisePurl,
  parsePurl,
  type PurlParts,
} from './purl';

interface SpecCase {
  description: string;
  test_group: string;
  test_type: 'parse' | 'build' | 'validate';
  input: string | PurlParts;
  expected_output: string | PurlParts | null;
  expected_failure: boolean;
}

const folder = join(
  process.env.WAYMARK_CONFORMANCE_DIR ??
    resolve(__dirname, '../../../../../shared/conformance'),
  'purl',
);

/** Recommended cases that we do not follow; required ones allow no entry. */
const notFollowed = new Set([
  // Their required twins refuse the very same input.
  'gem-test.json: pkg:gem/jruby-launcher@1.1.2?Platform=java',
  'rpm-test.json: pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25',
]);

function run({ test_type: kind, input }: SpecCase): unknown {
  if (kind === 'build') {
    const built = buildPurl(input as PurlParts);
    return built && formatPurl(built);
  }
  const parsed = parsePurl(input as string);
  return kind === 'parse' ? parsed : parsed && formatPurl(parsed);
}

function specCases(): [string, SpecCase][] {
  if (!existsSync(folder)) {
    // eslint-disable-next-line no-console
    console.warn(`Skipped: no conformance cases in ${folder}`);
    return [];
  }
  return ['spec', 'types'].flatMap(part =>
    readdirSync(join(folder, part)).flatMap(file => {
      const text = readFileSync(join(folder, part, file), 'utf8');
      const { tests } = JSON.parse(text) as { tests: SpecCase[] };
      return tests.map((one): [string, SpecCase] => [file, one]);
    }),
  );
}

describe('purl', () => {
  const cases = specCases();
  it('follows the cases of purl-spec', () => {
    const wrong: unknown[] = [];
    for (const [file, one] of cases) {
      const got = run(one);
      const expected = one.expected_failure ? null : one.expected_output;
      try {
        expect(got).toEqual(expected);
      } catch {
        const name = `${file}: ${one.input}`;
        if (one.test_group === 'required' || !notFollowed.has(name)) {
          wrong.push({ file, ...one, got });
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keeps what identifies a package version and drops the rest', () => {
    expect(
      normalisePurl(
        'pkg:deb/Debian/openssl@3.0.11-1?arch=amd64&upstream=x&distro=debian-12#a/b',
      ),
    ).toEqual({
      purl: 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12',
      packageKey: 'pkg:deb/debian/openssl',
      ecosystem: 'deb',
      namespace: 'debian',
      name: 'openssl',
      version: '3.0.11-1',
    });
  });

  it('fills in a version that only the component gives', () => {
    expect(normalisePurl('pkg:npm/@scope/a', '1.0.0')?.purl).toBe(
      'pkg:npm/%40scope/a@1.0.0',
    );
    expect(normalisePurl('pkg:npm/%40scope/a?arch=x', '1+2')?.purl).toBe(
      'pkg:npm/%40scope/a@1%2B2?arch=x',
    );
    expect(normalisePurl('pkg:npm/a@2', '1')?.purl).toBe('pkg:npm/a@2');
  });

  it('reads back what it writes', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.record({
          type: fc.constantFrom('generic', 'npm', 'golang', 'deb', 'x-y'),
          namespace: fc.option(text),
          name: text,
          version: fc.option(text),
          qualifiers: fc.option(fc.dictionary(fc.constantFrom('a', 'b'), text)),
          subpath: fc.option(text),
        }),
        raw => {
          const parts = buildPurl(raw);
          fc.pre(parts !== null && parts.name !== '');
          expect(parsePurl(formatPurl(parts))).toEqual(parts);
        },
      ),
    );
  });

  it('gives a purl or nothing for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const one of [text, `pkg:${text}`, `pkg:npm/${text}`]) {
          expect(normalisePurl(one, text)?.purl ?? 'pkg:').toMatch(/^pkg:/);
        }
      }),
    );
  });
});
