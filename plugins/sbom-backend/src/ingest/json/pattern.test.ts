import fc from 'fast-check';
import { createPattern } from './pattern';

/** As in `hash-content` of the CycloneDX schemas. */
const hashes =
  '^([a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$';

describe('createPattern', () => {
  it.each([hashes, '^([ab]{2})$', '^([ab]{2}|[cd]{3})$', '^([ab]{2}|x)$'])(
    'judges like the regular expression %s',
    source => {
      const pattern = createPattern(source, 'u');
      const expected = new RegExp(source, 'u');
      const characters = [...'abcdef0123456789ABCDEFg\n', '\u{1F600}'];
      const text = fc.string({
        unit: fc.constantFrom(...characters),
        maxLength: 130,
      });
      const sound = fc
        .constantFrom(2, 3, 31, 32, 33, 40, 64, 96, 127, 128, 129)
        .map(length => 'aB'.repeat(65).slice(0, length));
      fc.assert(
        fc.property(fc.oneof(text, sound), value => {
          expect(pattern.test(value)).toBe(expected.test(value));
        }),
      );
    },
  );
});
