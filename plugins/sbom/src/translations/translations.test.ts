import german from './de';
import { messages } from './en';

type Nested = { [key: string]: string | Nested };

function flatten(nested: Nested, prefix = ''): [string, string][] {
  return Object.entries(nested).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

const english = Object.fromEntries(flatten(messages));
const translated: Record<string, string> = german;

const placeholders = (text: string) =>
  [...text.matchAll(/{{\s*(\w+)/g)].map(match => match[1]).sort();

it('has every text in both languages', () => {
  expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
});

it.each(Object.keys(english))('fills the same places in %s', key => {
  expect(placeholders(translated[key])).toEqual(placeholders(english[key]));
});

it.each(Object.entries({ ...english }))(
  'neither shouts nor pleads in %s',
  (key, text) => {
    expect(`${text} ${translated[key]}`).not.toMatch(/!|please|bitte/i);
  },
);
