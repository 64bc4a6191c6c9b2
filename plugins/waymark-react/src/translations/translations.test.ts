import german from './de';
import { messages } from './en';
import { translationProblems } from './translationProblems';

it('is whole in German', () => {
  expect(translationProblems(messages, german)).toEqual([]);
});
