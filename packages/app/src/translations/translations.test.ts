import german from './de';
import { messages } from './en';

it('has every text in both languages', () => {
  const english = Object.entries(messages).flatMap(([group, texts]) =>
    Object.keys(texts).map(key => `${group}.${key}`),
  );
  expect(Object.keys(german).sort()).toEqual(english.sort());
});
