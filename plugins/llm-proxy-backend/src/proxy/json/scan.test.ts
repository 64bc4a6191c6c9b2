import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { splice } from '../splice';
import { BodyError, parseBody } from './scan';

const folder = join(
  process.env.WAYMARK_CONFORMANCE_DIR ??
    resolve(__dirname, '../../../../../../shared/conformance'),
  'json-parsing',
);

function read(text: string | Buffer, maxDepth = 64) {
  return parseBody(Buffer.from(text as string), maxDepth);
}

function codeOf(text: string | Buffer, maxDepth?: number): string | null {
  try {
    read(text, maxDepth);
    return null;
  } catch (error) {
    if (!(error instanceof BodyError)) {
      throw error;
    }
    return error.code;
  }
}

describe('parseBody', () => {
  it('judges the public cases of JSON parsing', () => {
    if (!existsSync(folder)) {
      // eslint-disable-next-line no-console
      console.warn(`Skipped: no conformance cases in ${folder}`);
      return;
    }
    const wrong: unknown[] = [];
    for (const file of readdirSync(folder).filter(name =>
      name.endsWith('.json'),
    )) {
      const bytes = readFileSync(join(folder, file));
      const alone = codeOf(bytes);
      // Most cases are arrays or plain values: put them into an object too.
      const inside = codeOf(
        Buffer.concat([Buffer.from('{"a":'), bytes, Buffer.from('}')]),
      );
      const duplicates = /duplicated_key/.test(file);
      const good = {
        y: duplicates
          ? alone === 'duplicate_key'
          : inside === null && (alone === null || alone === 'not_object'),
        n: alone !== null && alone !== 'not_object' && inside !== null,
        i: true,
      }[file[0] as 'y' | 'n' | 'i'];
      if (!good) {
        wrong.push({ file, alone, inside });
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['at the top', '{"model":"a","model":"b"}'],
    ['equal once unescaped', '{"model":"a","mod\\u0065l":"b"}'],
    ['deep inside', '{"a":[{"b":{"c":1,"c":1}}]}'],
    ['of the prototype', '{"__proto__":{"a":1},"__proto__":{}}'],
    ['that look like numbers', '{"1":1,"1":2}'],
    ['that are empty', '{"":1,"":2}'],
  ])('refuses equal keys %s', (_, text) => {
    expect(codeOf(text)).toBe('duplicate_key');
  });

  it.each([
    ['encoding', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['surrogate', '{"a":"\\ud800"}'],
    ['surrogate', '{"\\udc00":1}'],
    ['number', '{"a":1e999}'],
    ['syntax', '{"a":"'],
    ['syntax', '{"a":"\\"}'],
    ['syntax', '\ufeff{}'],
    ['syntax', ''],
    ['not_object', '[]'],
    ['not_object', 'null'],
    ['too_deep', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`],
    ['too_deep', '['.repeat(1_000_000)],
  ])('refuses with %s', (code, text) => {
    expect(codeOf(text)).toBe(code);
  });

  it('takes keys of the prototype as plain members', () => {
    const { value } = read('{"__proto__":{"admin":true}}');
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });

  it('counts depth with the outermost container', () => {
    expect(codeOf('{"a":[1]}', 2)).toBeNull();
    expect(codeOf('{"a":[[1]]}', 2)).toBe('too_deep');
  });

  it('says of any object what JSON.parse says, and where its members stand', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: 'binary' }),
          fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
        ),
        fc.constantFrom(0, 1, 2),
        (object, indent) => {
          const text = JSON.stringify(object, null, indent);
          const parsed = read(text);
          expect(parsed.value).toEqual(JSON.parse(text));
          expect([...parsed.spans.keys()].sort()).toEqual(
            Object.keys(object).sort(),
          );
          for (const [name, { start, end }] of parsed.spans) {
            expect(parsed.bytes.toString('utf8', start, end)).toBe(
              JSON.stringify(object[name], null, indent).replaceAll(
                '\n',
                `\n${' '.repeat(indent)}`,
              ),
            );
          }
        },
      ),
    );
  });
});

describe('splice', () => {
  it('changes and adds members, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })),
        fc.constantFrom(0, 2),
        (object, changes, indent) => {
          const body = read(JSON.stringify(object, null, indent));
          const texts = new Map(
            Object.entries(changes).map(([name, value]) => [
              name,
              JSON.stringify(value),
            ]),
          );
          const expected = new Map([
            ...Object.entries(JSON.parse(JSON.stringify(object))),
            ...Object.entries(JSON.parse(JSON.stringify(changes))),
          ]);
          const spliced = JSON.parse(splice(body, texts).toString());
          expect(new Map(Object.entries(spliced))).toEqual(expected);
        },
      ),
    );
  });

  it('keeps every other byte', () => {
    const body = read(' { "model" : "a" , "x" : 1.0e0 } \n');
    expect(
      splice(
        body,
        new Map([
          ['model', '"b"'],
          ['max', '3'],
        ]),
      ).toString(),
    ).toBe(' { "model" : "b" , "x" : 1.0e0 ,"max":3} \n');
    expect(splice(body, new Map())).toBe(body.bytes);
    expect(splice(read('{}'), new Map([['a', '1']])).toString()).toBe(
      '{"a":1}',
    );
  });
});
