import { translationProblems } from './translationProblems';

const original = { save: 'Save', list: { count: '{{count, number}} rows' } };

it('finds nothing in a full translation, in groups or by dotted name', () => {
  const flat = { save: 'Sichern', 'list.count': '{{ count, number }} Zeilen' };
  const nested = { save: 'Sichern', list: { count: '{{count}} Zeilen' } };
  expect(translationProblems(original, flat)).toEqual([]);
  expect(translationProblems(original, nested)).toEqual([]);
});

it('names what is missing, surplus, filled otherwise, or too loud', () => {
  expect(
    translationProblems(original, { save: 'Bitte sichern', open: 'Auf' }),
  ).toEqual([
    'save: shouts or pleads',
    'list.count: not translated',
    'open: not in the original',
  ]);
  expect(
    translationProblems(original, { save: 'Sichern', 'list.count': 'Zeilen' }),
  ).toEqual(['list.count: fills {}']);
});
