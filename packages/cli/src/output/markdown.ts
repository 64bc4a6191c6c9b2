import { denies } from '../judge/judge';
import type { Told } from './formats';
import { sentence } from './human';

/** Lets a bot find its comment and replace it. */
const MARKER = '<!-- waymark gate -->';

/** The comment of a pull request. */
export function markdown({ verdict, rules, entityRef }: Told): string {
  const open = verdict.results.filter(({ findings }) => findings.length > 0);
  const rows = open.flatMap(({ rule, state, findings }) =>
    findings.map(finding => {
      const place = finding.file
        ? code(`${finding.file}${finding.line ? `:${finding.line}` : ''}`)
        : '';
      const cells = [
        rule,
        denies({ findings: [finding] }) ? state : 'warn',
        place,
        text(finding.msg),
        text(finding.remediation),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  const passed = verdict.results.filter(({ state }) => state === 'pass').length;
  return [
    MARKER,
    `### ${verdict.decision === 'pass' ? 'Passes' : 'Refused'}: ${text(
      entityRef,
    )}`,
    '',
    text(sentence(verdict, entityRef)),
    '',
    ...(rows.length > 0
      ? [
          '| Rule | State | Where | What | How to fix it |',
          '| --- | --- | --- | --- | --- |',
          ...rows,
          '',
        ]
      : []),
    `${passed} of ${rules.size} rules pass.`,
    '',
  ].join('\n');
}

/** Names come from the repository: they may hold anything, and mean nothing here. */
function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>@&~]/g, character =>
      character === '@' ? '@\u200b' : `\\${character}`,
    );
}

function code(value: string): string {
  return `\`${value.replace(/[`|\r\n]/g, '')}\``;
}
