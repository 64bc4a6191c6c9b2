import { translationProblems } from '@waymark/backstage-plugin-waymark-react/testUtils';
import german from './de';
import { messages } from './en';

it('is whole in German', () => {
  expect(translationProblems(messages, german)).toEqual([]);
});
