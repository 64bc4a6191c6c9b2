import { denies } from '../judge/judge';
import type { Told } from './formats';

/** One test case for each rule. */
export function junit({ verdict, rules, entityRef }: Told): string {
  const cases = verdict.results.map(result => {
    const name = `${result.rule} ${rules.get(result.rule)?.title ?? ''}`.trim();
    const told = result.findings
      .map(({ msg, file, line }) =>
        [file && `${file}${line ? `:${line}` : ''}`, msg]
          .filter(Boolean)
          .join(': '),
      )
      .join('\n');
    const body = bodyOf(result, told);
    return `    <testcase classname="${escape(entityRef)}" name="${escape(
      name,
    )}">${body}</testcase>`;
  });
  const failures = verdict.results.filter(denies).length;
  const skipped = verdict.results.filter(
    result => result.state === 'not_applicable',
  ).length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="waymark gate" tests="${
    cases.length
  }" failures="${failures}" skipped="${skipped}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

function bodyOf(result: Told['verdict']['results'][number], told: string) {
  if (denies(result)) {
    const [{ msg }] = result.findings;
    return `<failure message="${escape(msg)}">${escape(told)}</failure>`;
  }
  if (result.state === 'not_applicable') {
    return '<skipped/>';
  }
  return told && `<system-out>${escape(told)}</system-out>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** With what XML 1.0 cannot hold left out. */
function escape(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"']/g, character => entities[character])
  );
}
