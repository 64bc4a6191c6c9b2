import { execFileSync } from 'node:child_process';
import { uploadCommand, validateCommand } from './command';

const baseUrl = 'https://portal.example.com/api/sbom';

/** What a shell hands to curl: each argument on a line. */
function argumentsOf(command: string): string[] {
  const script = `
    curl() { printf '%s\\n' "$@"; }
    git() { echo 0123abc; }
    WAYMARK_TOKEN=secret
    DEPLOYMENT_ID=d1
    ${command}
  `;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

it('sends to one service, slot and channel', () => {
  const args = argumentsOf(
    uploadCommand(baseUrl, { entityRef: 'component:default/checkout' }),
  );
  expect(args).toContain(
    `${baseUrl}/v1/boms?entityRef=component:default/checkout&slot=source&channel=main&commit=0123abc`,
  );
  expect(args).toContain('Authorization: Bearer secret');
  expect(args).toContain('@sbom.cdx.json');
});

it('names the deployment where the API asks for it', () => {
  const args = argumentsOf(
    uploadCommand(baseUrl, {
      entityRef: 'component:default/checkout',
      slot: 'image:alpine',
      channel: 'deployed:prod',
    }),
  );
  expect(args.find(arg => arg.startsWith(baseUrl))).toMatch(
    /slot=image:alpine&channel=deployed:prod&commit=0123abc&deploymentId=d1$/,
  );
});

it('asks what is wrong with a BOM', () => {
  expect(argumentsOf(validateCommand(baseUrl))).toContain(
    `${baseUrl}/v1/validate`,
  );
});
