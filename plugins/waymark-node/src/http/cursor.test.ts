import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageOf } from './cursor';

const schema = z.tuple([z.string(), z.number()]);
const invalid = () => new Error('invalid cursor');

describe('cursor', () => {
  it('reads what it wrote, in characters that a URL takes as they are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        (text, number) => {
          const cursor = encodeCursor([text, number]);
          expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(decodeCursor(cursor, schema, invalid)).toEqual([text, number]);
        },
      ),
    );
  });

  it('refuses everything else', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(() => decodeCursor(text, schema, invalid)).toThrow(
          'invalid cursor',
        );
      }),
    );
    expect(() => decodeCursor(encodeCursor([1, 'a']), schema, invalid)).toThrow(
      'invalid cursor',
    );
  });

  it('cuts pages', () => {
    expect(pageOf([1, 2], 2, row => [row])).toEqual({
      items: [1, 2],
      nextCursor: null,
    });
    expect(pageOf([1, 2, 3], 2, row => [row])).toEqual({
      items: [1, 2],
      nextCursor: encodeCursor([2]),
    });
  });
});
