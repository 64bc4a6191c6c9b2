import type { TestDatabaseId } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { service } from '../__testUtils__/catalog';
import { cleanEvidence } from '../__testUtils__/evidence';
import { testDatabases, World } from '../__testUtils__/world';
import { StatusPublisher } from './StatusPublisher';
import { repositoryOf, type StatusRequest } from './target';

jest.setTimeout(60_000);

const databases = testDatabases();
const integrations = {
  github: [{ host: 'github.com', token: 'canary' }],
  gitlab: [
    {
      host: 'gitlab.test',
      apiBaseUrl: 'https://gitlab.test/api/v4',
      token: 'canary',
    },
  ],
};
const registry = ScmIntegrations.fromConfig(new ConfigReader({ integrations }));

describe.each(databases.eachSupportedId())(
  'commit statuses on %p',
  (id: TestDatabaseId) => {
    let world: World;
    let answers: Array<number | Error>;
    const fetched = jest.fn();

    beforeEach(async () => {
      answers = [];
      fetched.mockClear();
      world = await World.start(databases, id, {
        config: { integrations },
        fetch: async (url, init) => {
          fetched(String(url), JSON.parse(String(init?.body)));
          const answer = answers.shift() ?? 201;
          if (answer instanceof Error) {
            throw answer;
          }
          return new Response('{}', { status: answer });
        },
      });
    });

    afterEach(async () => {
      await world.stop();
    });

    const run = () => world.services.statuses.run(new AbortController().signal);
    const status = async () =>
      (await world.send(cleanEvidence())).body.commitStatus;

    it('are set once, on the commit that was judged', async () => {
      expect(await status()).toEqual({ state: 'pending', url: null });
      await run();
      await run();
      const { commit } = cleanEvidence().subject;
      expect(fetched.mock.calls).toEqual([
        [
          `https://api.github.com/repos/acme/checkout/statuses/${commit}`,
          expect.objectContaining({ context: 'waymark/policy' }),
        ],
      ]);
      expect(await status()).toEqual({
        state: 'published',
        url: `https://github.com/acme/checkout/commit/${commit}`,
      });
    });

    it('are tried again, less and less often', async () => {
      answers = [503, new Error('no network')];
      await status();
      await run();
      await run();
      expect(fetched).toHaveBeenCalledTimes(1);
      world.now += 15_000;
      await run();
      world.now += 15_000;
      await run();
      expect(fetched).toHaveBeenCalledTimes(2);
      world.now += 15_000;
      await run();
      expect(fetched).toHaveBeenCalledTimes(3);
      expect((await status()).state).toBe('published');
    });

    it('are not set for history', async () => {
      const effectiveAt = new Date(world.now - 1).toISOString();
      const { body } = await world.send(
        cleanEvidence(),
        { effectiveAt },
        'importer',
      );
      expect(body.commitStatus.state).toBe('not_configured');
    });
  },
);

describe('where a status goes', () => {
  const located = (location: string) => {
    const entity = service('checkout', null);
    entity.metadata.annotations = { 'backstage.io/source-location': location };
    return repositoryOf(entity, registry);
  };

  it('is the repository of the source, where there are credentials', () => {
    expect(
      located('url:https://github.com/acme/shop/tree/main/services/a/'),
    ).toEqual({
      kind: 'github',
      repositoryUrl: 'https://github.com/acme/shop',
    });
    expect(located('url:https://gitlab.test/a/b/c/-/tree/main/')).toEqual({
      kind: 'gitlab',
      repositoryUrl: 'https://gitlab.test/a/b/c',
    });
    expect(located('url:https://gitlab.com/a/b')).toBeNull();
    expect(located('file:/x')).toBeNull();
  });

  it('is a project by its path at GitLab', async () => {
    const fetch = jest.fn(async () => new Response('{}', { status: 201 }));
    const request: StatusRequest = {
      kind: 'gitlab',
      repositoryUrl: 'https://gitlab.test/a/b/c',
      commit: 'c'.repeat(40),
      passed: false,
      description: 'x',
      targetUrl: 'http://localhost',
    };
    await new StatusPublisher({ integrations: registry, fetch }).publish(
      request,
    );
    expect(fetch).toHaveBeenCalledWith(
      `https://gitlab.test/api/v4/projects/a%2Fb%2Fc/statuses/${request.commit}`,
      expect.objectContaining({ method: 'POST' }),
    );
  });
});
