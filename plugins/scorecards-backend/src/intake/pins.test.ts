import type { CiIdentity } from '@waymark/backstage-plugin-identity-node';
import { service } from '../__testUtils__/catalog';
import { cleanEvidence } from '../__testUtils__/evidence';
import { checkPins, stageOf } from './pins';

const evidence = cleanEvidence();

const run: CiIdentity = {
  kind: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  repository: 'Acme/checkout',
  repositoryId: '4711',
  ref: 'refs/heads/main',
  commit: evidence.subject.commit,
  workflow: null,
  environment: null,
  event: 'push',
  runId: '1',
  actor: 'jo',
};

const entity = service('checkout', '4711');

describe('the pins of a run', () => {
  const check = (identity: Partial<CiIdentity>, unambiguous = true) =>
    checkPins({
      entity,
      evidence,
      identity: { ...run, ...identity },
      unambiguous,
    });

  it('hold for its own repository and commit', () => {
    expect(() => check({})).not.toThrow();
  });

  it.each<[string, Partial<CiIdentity>]>([
    ['another repository id', { repositoryId: '4712' }],
    ['another name', { repository: 'acme/other' }],
    ['another commit', { commit: 'd'.repeat(40) }],
    ['another kind of issuer', { kind: 'gitlab' }],
  ])('refuse %s', (_, identity) => {
    expect(() => check(identity)).toThrow(
      expect.objectContaining({
        status: 403,
        code: 'scorecards.forged_subject',
      }),
    );
  });

  it('ask for the issuer where there are two', () => {
    expect(() => check({}, false)).toThrow(/another repository/);
  });

  it('refuse an entity that names no repository', () => {
    expect(() =>
      checkPins({
        entity: service('checkout', null),
        evidence,
        identity: run,
        unambiguous: true,
      }),
    ).toThrow(/another repository/);
  });
});

describe('the stage of a run', () => {
  const stage = (claimed: 'pull_request' | 'main' | 'deploy', more: object) =>
    stageOf(claimed, { ...run, ...more }, ['main']);

  it('is what a run of main or of a tag claims', () => {
    expect(stage('main', {})).toBe('main');
    expect(stage('deploy', { ref: 'refs/tags/v1' })).toBe('deploy');
    expect(stage('main', { kind: 'gitlab', ref: 'main' })).toBe('main');
    expect(stage('pull_request', { ref: 'refs/pull/1/merge' })).toBe(
      'pull_request',
    );
  });

  it.each([
    { ref: 'refs/pull/1/merge', event: 'pull_request' },
    { ref: 'refs/heads/main', event: 'pull_request_target' },
    { ref: 'main', event: 'merge_request_event' },
    { ref: 'refs/heads/feature', event: 'push' },
  ])('is not main for %p', more => {
    expect(() => stage('main', more)).toThrow(/cannot speak for/);
    expect(() => stage('deploy', more)).toThrow(/cannot speak for/);
  });
});
