import fc from 'fast-check';
import { parseStrictJson, parseStrictObject } from './strictJson';

const bytes = (text: string) => Buffer.from(text);

describe('strict JSON', () => {
  it.each([
    ['a name twice', '{"a":1,"a":2}'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a name twice, deep', '{"x":[{"a":1},{"b":{"c":1, "c" : 1}}]}'],
    ['a name twice, after much space', `{"a"${' '.repeat(99)}:1,"a":2}`],
    ['a byte order mark', '\uFEFF{}'],
    ['two values', '{}{}'],
    ['a comment', '{/**/}'],
    ['nothing', ''],
    ['deep nesting', '['.repeat(17) + ']'.repeat(17)],
  ])('refuses %s', (_, text) => {
    expect(parseStrictJson(bytes(text))).toBeUndefined();
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(
      parseStrictJson(Uint8Array.from([0x22, 0xc0, 0xaf, 0x22])),
    ).toBeUndefined();
  });

  it('takes one name in several objects, and as a value', () => {
    expect(parseStrictObject(bytes('{"a":{"a":["a","a"]},"b":"a"}'))).toEqual({
      a: { a: ['a', 'a'] },
      b: 'a',
    });
  });

  it('takes only objects where one is asked for', () => {
    expect(parseStrictObject(bytes('[]'))).toBeUndefined();
    expect(parseStrictObject(bytes('null'))).toBeUndefined();
  });

  it('reads what JSON.parse reads, whatever the strings hold', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), text => {
        expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('sees each repeated name', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), {
          minKeys: 1,
        }),
        fc.nat(),
        (members, pick) => {
          const names = Object.keys(members);
          const again = JSON.stringify(names[pick % names.length]);
          const text = JSON.stringify(members);
          expect(
            parseStrictJson(bytes(`${text.slice(0, -1)},${again}:0}`)),
          ).toBeUndefined();
        },
      ),
    );
  });
});
