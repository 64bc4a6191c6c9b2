import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import addDraft2019Formats from 'ajv-formats-draft2019';
import fc from 'fast-check';
import { componentAt } from '../../../bench/documents';
import { defaultLimits } from '../limits';
import { type JsonVersion, jsonVersions, readSchema } from '../schemas';
import { readJsonBom } from './read';
import { canonicalJson, firstRepeat } from './unique';
import { BomValidators } from './validator';

const folder = join(
  process.env.WAYMARK_CONFORMANCE_DIR ??
    resolve(__dirname, '../../../../../../shared/conformance'),
  'cyclonedx',
);

/** The whole schema at once, with Ajv's own quadratic `uniqueItems`. */
function reference(version: JsonVersion): ValidateFunction {
  const ajv = new Ajv({ strict: false, validateSchema: false });
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const id = `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`;
    ajv.addSchema(readSchema(name), id);
  }
  addFormats(ajv);
  addDraft2019Formats(ajv, { formats: ['idn-email'] });
  ajv.addFormat('iri-reference', true);
  const strict = ['1.2', '1.3'].includes(version) ? '-strict' : '';
  const text = JSON.stringify(readSchema(`bom-${version}${strict}`));
  return ajv.compile(JSON.parse(text.replace(/"\$id":"#[^"]*",?/g, '')));
}

const validators = new BomValidators();
const references = new Map(
  jsonVersions.map(version => [version, reference(version)]),
);

/** Both verdicts; null when the document is refused anyway. */
function verdicts(document: unknown): { cut: boolean; whole: boolean } | null {
  const { specVersion, components } = document as Record<string, unknown>;
  const whole = references.get(specVersion as JsonVersion);
  if (!whole || (components !== undefined && !Array.isArray(components))) {
    return null;
  }
  const bytes = Buffer.from(JSON.stringify(document));
  const { valid } = readJsonBom(bytes, validators, defaultLimits);
  // Parsed anew: Ajv takes objects of another realm for different ones.
  return { cut: valid, whole: whole(JSON.parse(bytes.toString())) };
}

function seeds(): unknown[] {
  const own = jsonVersions.map(specVersion => ({
    bomFormat: 'CycloneDX',
    specVersion,
    components: [0, 1, 2].map(index => componentAt(index)),
    services: [{ 'bom-ref': 's', name: 'service' }],
    dependencies: [{ ref: 's', dependsOn: ['a', 'b'] }, { ref: 'a' }],
  }));
  const official = existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map(String)
        .filter(file => /valid-.*\.json$/.test(file))
        .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    : [];
  return [...own, ...official];
}

type Node = Record<string, unknown> | unknown[];

/** Changes one place, chosen by a number; returns a changed copy. */
function mutate(document: unknown, at: number, how: number): unknown {
  const copy = structuredClone(document);
  const places: [Node, string][] = [];
  const todo: unknown[] = [copy];
  while (todo.length > 0) {
    const node = todo.pop();
    if (node !== null && typeof node === 'object') {
      for (const key of Object.keys(node)) {
        places.push([node as Node, key]);
        todo.push((node as Record<string, unknown>)[key]);
      }
    }
  }
  const [node, key] = places[at % places.length];
  const record = node as Record<string, unknown>;
  const values = [null, 0, '', 'x', true, [], {}, [1, 1], { a: 1 }, 1.5, -0];
  if (Array.isArray(node) && how % 3 === 0) {
    node.push(structuredClone(node[Number(key)]));
  } else if (how % 3 === 1) {
    delete record[key];
  } else if (how % 7 === 0) {
    record.unknown = 1;
  } else {
    record[key] = values[how % values.length];
  }
  return copy;
}

describe('validation in parts', () => {
  const documents = seeds();

  it('judges as the whole schema does', () => {
    for (const document of documents) {
      const both = verdicts(document);
      expect(both?.cut).toBe(both?.whole);
    }
  });

  it('judges changed documents as the whole schema does', () => {
    const number = fc.nat({ max: 10_000 });
    let judged = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 3 }),
        (document, changes) => {
          const changed = changes.reduce<unknown>(
            (current, [at, how]) => mutate(current, at, how),
            document,
          );
          const both = verdicts(changed);
          judged += both ? 1 : 0;
          expect(both?.cut).toBe(both?.whole);
        },
      ),
      { numRuns: 2000 },
    );
    expect(judged).toBeGreaterThan(1000);
  }, 60_000);
});

describe('unique items', () => {
  const value = fc.jsonValue({ maxDepth: 3 });

  it('finds a repeat exactly where two items are equal', () => {
    const same = (a: unknown, b: unknown) => {
      try {
        // -0 and 0 are the same number in JSON Schema.
        expect(JSON.parse(JSON.stringify(a))).toEqual(
          JSON.parse(JSON.stringify(b)),
        );
        return true;
      } catch {
        return false;
      }
    };
    const items = fc
      .array(value, { maxLength: 6 })
      .chain(list => fc.shuffledSubarray([...list, ...list]));
    fc.assert(
      fc.property(items, list => {
        const repeat = list.some((a, i) =>
          list.some((b, j) => j < i && same(a, b)),
        );
        expect(firstRepeat(list) !== null).toBe(repeat);
      }),
      { numRuns: 500 },
    );
  });

  it('does not mind the order of members', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: 'x' })).toBe(
      canonicalJson({ a: 'x', b: [1, { c: 2, d: 1 }] }),
    );
    expect(canonicalJson([1, [2]])).not.toBe(canonicalJson([[1], 2]));
    expect(canonicalJson(Infinity)).not.toBe(canonicalJson(null));
  });
});
