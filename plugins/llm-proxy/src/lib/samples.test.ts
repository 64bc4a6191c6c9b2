import { execFileSync } from 'node:child_process';
import { sample, sampleLanguages } from './samples';

it('hands curl one URL, two headers and a body', () => {
  const script = `
    curl() { printf '%s\\0' "$@"; }
    OPENAI_BASE_URL=https://portal.example.com/v1
    OPENAI_API_KEY=secret
    ${sample('curl', 'standard')}
  `;
  const args = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
  expect(args[0]).toBe('https://portal.example.com/v1/chat/completions');
  expect(args).toContain('Authorization: Bearer secret');
  expect(JSON.parse(args[args.length - 1])).toEqual({
    model: 'standard',
    messages: [{ role: 'user', content: 'Hello' }],
  });
});

it.each([...sampleLanguages])('names model and message in %s', language => {
  const text = sample(language, 'standard');
  expect(text).toContain('standard');
  expect(text).toContain('Hello');
  expect(text).toContain('OPENAI_BASE_URL');
});
