import fc from 'fast-check';
import { readFixtures } from '../__testUtils__/corpus';
import { parseEvidence } from './parseEvidence';

const { clean } = readFixtures();
const refused = expect.objectContaining({ code: 'policy.invalid_evidence' });

describe('parseEvidence', () => {
  it('takes a whole document, and sections that are not there', () => {
    expect(parseEvidence(clean)).toEqual(clean);
    const secrets = { status: 'failed', origin: 'ci' };
    expect(parseEvidence({ ...clean, secrets })).toMatchObject({ secrets });
  });

  it.each(Object.keys(clean))('refuses a document without %s', key => {
    expect(() => parseEvidence({ ...clean, [key]: undefined })).toThrow(
      refused,
    );
  });

  it('refuses what the platform alone says', () => {
    expect(() => parseEvidence({ ...clean, platform: {} })).toThrow(refused);
  });

  it('tells paths, never values, and never fails in another way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(() => parseEvidence(value)).toThrow(refused);
      }),
    );
    const secrets = {
      ...clean.secrets,
      items: [
        { rule: 'r', file: 7, line: 1, fingerprint: 'f', value: 'canary' },
      ],
    };
    const attempt = () => parseEvidence({ ...clean, secrets });
    expect(attempt).toThrow('secrets.items.0.file');
    expect(attempt).not.toThrow('canary');
  });
});
