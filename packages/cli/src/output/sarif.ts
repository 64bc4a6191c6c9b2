import type { Told } from './formats';

/** SARIF 2.1.0, for the code scanning of the hosting platform. */
export function sarif({ verdict, rules }: Told): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'waymark',
            rules: [...rules.values()].map(rule => ({
              id: rule.id,
              name: rule.title,
              shortDescription: { text: rule.description },
              fullDescription: { text: rule.rationale },
              help: { text: rule.remediation },
            })),
          },
        },
        results: verdict.results.flatMap(({ findings }) =>
          findings.map(finding => ({
            ruleId: finding.rule,
            level: finding.level === 'deny' ? 'error' : 'warning',
            message: { text: `${finding.msg}. ${finding.remediation}` },
            partialFingerprints: { 'waymark/v1': finding.finding },
            ...(finding.file && {
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: uriOf(finding.file) },
                    ...(finding.line && {
                      region: { startLine: finding.line },
                    }),
                  },
                },
              ],
            }),
          })),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
