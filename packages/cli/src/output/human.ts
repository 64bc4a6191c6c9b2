import { denies } from '../judge/judge';
import type { Told } from './formats';

const marks = {
  pass: ['✓', '\u001b[32m'],
  fail: ['✗', '\u001b[31m'],
  warn: ['!', '\u001b[33m'],
  unknown: ['?', '\u001b[33m'],
  not_applicable: ['–', '\u001b[90m'],
} as const;

const RESET = '\u001b[0m';

/** One line for each rule, then what was found. */
export function human({ verdict, rules, entityRef, colour }: Told): string {
  const lines = verdict.results.flatMap(result => {
    const [mark, tint] = marks[result.state];
    const title = rules.get(result.rule)?.title ?? '';
    const state = result.state.replace('_', ' ');
    const head = `${mark} ${result.rule} ${title.padEnd(22)} ${state}`;
    return [
      colour ? `${tint}${head}${RESET}` : head,
      ...result.findings.map(finding => {
        const place = finding.file
          ? `${finding.file}${finding.line ? `:${finding.line}` : ''}: `
          : '';
        const exempt = finding.exception
          ? ` (exception ${finding.exception.id} by ${finding.exception.approver}, ${finding.exception.daysLeft} d left)`
          : '';
        return `    ${place}${finding.msg}${exempt}\n      ${finding.remediation}`;
      }),
    ];
  });
  return `${lines.join('\n')}\n\n${sentence(verdict, entityRef)}\n`;
}

/** The verdict in one sentence, and by what. */
export function sentence(
  { bundleDigest, decision, engine, engineVersion, results }: Told['verdict'],
  entityRef: string,
): string {
  const denied = results.filter(denies).map(({ rule }) => rule);
  const by = `${engine}${engineVersion ? ` ${engineVersion}` : ''}`;
  const bundle = bundleDigest.slice(0, 'sha256:'.length + 12);
  return decision === 'pass'
    ? `${entityRef} passes. Judged by ${by}, bundle ${bundle}.`
    : `${entityRef} is refused by ${denied.join(
        ', ',
      )}. Judged by ${by}, bundle ${bundle}.`;
}
