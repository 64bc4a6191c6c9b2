import fc from 'fast-check';
import { normaliseResults } from './normalise';

const finding = (key: string, msg = 'It is so') => ({
  rule: 'GP040',
  msg,
  severity: 'high',
  finding: key,
  entity: 'component:default/a',
  file: null,
  line: null,
  remediation: 'Undo it.',
  docs: 'docs/GP040',
  waivable: true,
  deadline: null,
  cause: null,
  exception: { id: 'EX-1', approver: 'user:default/b', daysLeft: 2 },
  level: 'warn',
});

const results = ['GP040', 'GP001', 'GP100'].map(rule => ({
  rule,
  state: 'warn',
  findings: ['b', 'a', 'B', 'ä'].map(key => finding(key)),
}));

describe('normaliseResults', () => {
  it('gives one order for any order of the engine, and hands over nothing that can be changed', () => {
    const expected = JSON.stringify(normaliseResults(results));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(results, { minLength: 3 }),
        fc.shuffledSubarray(results[0].findings, { minLength: 4 }),
        (shuffled, findings) => {
          const normal = normaliseResults(
            shuffled.map(result => ({ ...result, findings: [...findings] })),
          );
          expect(JSON.stringify(normal)).toBe(expected);
          expect(Object.isFrozen(normal)).toBe(true);
          expect(Object.isFrozen(normal[0].findings)).toBe(true);
          expect(Object.isFrozen(normal[0].findings[0].exception)).toBe(true);
        },
      ),
    );
  });

  it('tells two findings of one key apart by what they show', () => {
    const pair = [finding('a', 'second'), finding('a', 'first')];
    const [{ findings }] = normaliseResults([
      { rule: 'GP040', state: 'warn', findings: pair },
    ]);
    expect(findings.map(({ msg }) => msg)).toEqual(['first', 'second']);
  });

  it.each([
    ['nothing', undefined],
    ['a verdict', { allow: true }],
    ['a state of its own', [{ rule: 'GP001', state: 'fine', findings: [] }]],
    ['two answers of one rule', [results[0], results[0]]],
  ])('refuses %s', (_, raw) => {
    expect(() => normaliseResults(raw)).toThrow(
      expect.objectContaining({ code: 'policy.bad_answer' }),
    );
  });
});
