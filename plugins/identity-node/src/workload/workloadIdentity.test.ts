import type { TokenClaims } from '../claims';
import type { WorkloadIdentity } from './types';
import { workloadIdentity } from './workloadIdentity';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function token(claims: object, subject = 'someone'): TokenClaims {
  return {
    issuer: 'https://issuer.test',
    subject,
    expiresAt: 0,
    issuedAt: null,
    jti: null,
    claims: { ...claims },
  };
}

const github = {
  repository: 'acme/payments',
  repository_id: '42',
  ref: 'refs/heads/main',
  sha: COMMIT,
  job_workflow_ref: 'acme/payments/.github/workflows/ci.yaml@refs/heads/main',
  event_name: 'push',
  run_id: '7',
  actor: 'jo',
};

const gitlab = {
  project_path: 'acme/payments',
  project_id: '42',
  ref: 'main',
  sha: COMMIT,
  environment: 'production',
  pipeline_source: 'push',
  pipeline_id: '7',
  user_login: 'jo',
};

const kubernetes = {
  'kubernetes.io': {
    namespace: 'payments',
    serviceaccount: { name: 'api', uid: 'u' },
    pod: { name: 'api-1', uid: 'p' },
  },
};

const SUBJECT = 'system:serviceaccount:payments:api';

describe('workloadIdentity', () => {
  it('reads tokens of GitHub Actions', () => {
    expect(workloadIdentity(token(github), 'github')).toEqual({
      kind: 'github',
      issuer: 'https://issuer.test',
      repository: 'acme/payments',
      repositoryId: '42',
      ref: 'refs/heads/main',
      commit: COMMIT,
      workflow: github.job_workflow_ref,
      environment: null,
      event: 'push',
      runId: '7',
      actor: 'jo',
    });
  });

  it('reads tokens of GitLab, with ids as numbers too', () => {
    const identity = workloadIdentity(
      token({ ...gitlab, project_id: 42 }),
      'gitlab',
    );
    expect(identity).toEqual(workloadIdentity(token(gitlab), 'gitlab'));
    expect(identity).toMatchObject({
      repositoryId: '42',
      environment: 'production',
      runId: '7',
    });
  });

  it('reads tokens of service accounts', () => {
    expect(workloadIdentity(token(kubernetes, SUBJECT), 'kubernetes')).toEqual({
      kind: 'kubernetes',
      issuer: 'https://issuer.test',
      namespace: 'payments',
      serviceAccount: 'api',
      pod: 'api-1',
    });
  });

  it('reads the claim that names the entity', () => {
    const claims = { waymark_entity: 'component:default/api' };
    expect(
      workloadIdentity(token(claims), 'oidc', 'waymark_entity'),
    ).toMatchObject({ entity: 'component:default/api', subject: 'someone' });
  });

  it.each<[WorkloadIdentity['kind'], object, string]>([
    ['github', { ...github, repository_id: undefined }, 'someone'],
    ['github', { ...github, repository_id: '042' }, 'someone'],
    ['github', { ...github, repository_id: 1.5 }, 'someone'],
    ['github', { ...github, sha: 'main' }, 'someone'],
    ['github', { ...github, repository: ['acme/payments'] }, 'someone'],
    ['gitlab', { ...gitlab, project_path: '' }, 'someone'],
    ['gitlab', github, 'someone'],
    ['kubernetes', kubernetes, 'system:serviceaccount:payments:other'],
    ['kubernetes', { 'kubernetes.io': { namespace: 'payments' } }, SUBJECT],
    ['kubernetes', {}, SUBJECT],
    ['oidc', {}, 'someone'],
  ])('refuses a token for %s that does not say who it is (%#)', (...row) => {
    const [kind, claims, subject] = row;
    expect(() => workloadIdentity(token(claims, subject), kind)).toThrow(
      expect.objectContaining({ code: 'identity_incomplete' }),
    );
  });

  it('reads no claim from the prototype', () => {
    expect(() => workloadIdentity(token({}), 'oidc', 'constructor')).toThrow(
      /constructor/,
    );
  });
});
