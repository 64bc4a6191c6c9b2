import { toCsv } from './csv';

it('quotes what would break a row', () => {
  expect(toCsv([['a', 'b "c"', 'd,e', 'f\ng', null, 1]])).toBe(
    'a,"b ""c""","d,e","f\ng",,1\r\n',
  );
});

it.each(['=1+1', '+1', '-1', '@sum', '\tx'])('disarms %j', text => {
  expect(toCsv([[text]]).startsWith("'")).toBe(true);
});
