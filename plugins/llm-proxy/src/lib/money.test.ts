import { moneyFormats, parseUsd, toDecimal } from './money';

const en = moneyFormats('en-US');
const de = moneyFormats('de-DE');
const dollars = (value: number) => Math.round(value * 1e9);

it.each([
  [0, '0.000000000'],
  [1, '0.000000001'],
  [-1_500_000_000, '-1.500000000'],
  [Number.MAX_SAFE_INTEGER, '9007199.254740991'],
])('writes %d exactly', (nano, text) => {
  expect(toDecimal(nano)).toBe(text);
});

it.each([
  [0, '$0.00'],
  [dollars(1_230), '$1,230.00'],
  [dollars(0.016), '$0.02'],
  [4_240_000, '$0.0042'],
  [1, '$0.000000001'],
  // A binary fraction would make 1.00 of it.
  [1_005_000_000, '$1.01'],
  [1_004_999_999, '$1.00'],
])('writes %d as %s', (nano, text) => {
  expect(en.usd(nano)).toBe(text);
});

it('writes columns without a sign, limits without needless cents', () => {
  expect(en.amount(0)).toBe('0');
  expect(en.amount(dollars(7_412.36))).toBe('7,412.36');
  expect(en.limit(dollars(12_000))).toBe('12,000');
  expect(en.limit(dollars(12.5))).toBe('12.50');
  expect(en.forecast(dollars(1_635.6))).toBe('1,636');
  expect(en.forecast(dollars(1.6))).toBe('1.60');
  expect(en.fine(dollars(0.016))).toBe('$0.016');
});

it('writes prices for a million tokens', () => {
  expect(en.price(2_000_000)).toBe('2.00');
  expect(en.price(75_000)).toBe('0.075');
  expect(en.price(0)).toBe('0');
});

it('writes German', () => {
  expect(de.usd(dollars(1_230))).toBe('1.230,00\u00a0$');
  expect(de.separator).toBe(',');
});

it('reads what it would write', () => {
  expect(parseUsd('1500', '.')).toBe(dollars(1_500));
  expect(parseUsd(' 0.5 ', '.')).toBe(dollars(0.5));
  expect(parseUsd('0,5', ',')).toBe(dollars(0.5));
  expect(parseUsd('9000000', '.')).toBe(9_000_000_000_000_000);
});

it.each(['', '1,500', '1.500,00', '-1', '1e3', '$5', '1.'])(
  'does not guess what %j means',
  text => {
    expect(parseUsd(text, '.')).toBeUndefined();
  },
);
