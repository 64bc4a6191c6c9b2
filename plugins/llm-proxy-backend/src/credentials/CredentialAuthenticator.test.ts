import fc from 'fast-check';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import {
  databaseKinds,
  makeDatabase,
  type TestDatabase,
} from './__testUtils__/databases';
import {
  credentialFor,
  form,
  outcomeOf,
  PUBLIC_URL,
  World,
} from './__testUtils__/world';
import type { Credentials } from './createCredentials';
import {
  CredentialError,
  CredentialsUnavailableError,
  StoppedError,
} from './types';

const PAYMENTS = 'component:default/payments';
const SYSTEM = 'system:default/checkout';
const BY = { reason: 'Runaway', by: 'user:default/op' };

describe.each(databaseKinds)('credentials on %s', kind => {
  let database: TestDatabase;
  let world: World;
  let here: Credentials;

  beforeEach(async () => {
    database = await makeDatabase(kind);
    world = new World();
    here = await world.replica(database.connect());
  });
  afterEach(async () => {
    await world.close();
    await database.remove();
  });

  const serviceToken = async (by = here) =>
    credentialFor(by, form(await world.githubToken(), { resource: PAYMENTS }));

  const codeOf = async (token: string, by = here): Promise<string> => {
    const outcome = await outcomeOf(by, token);
    return outcome instanceof Error
      ? `${outcome.name}${
          (outcome as any).code ? `: ${(outcome as any).code}` : ''
        }`
      : 'admitted';
  };

  it('answers at once when it knows the credential', async () => {
    const token = await serviceToken();
    const first = here.authenticator.authenticate(token);
    expect(first).toBeInstanceOf(Promise);
    const principal = await first;
    expect(here.authenticator.authenticate(token)).toBe(principal);
    world.now += 4_999;
    expect(here.authenticator.authenticate(token)).toBe(principal);
  });

  it('refuses each bad credential with the same class of error', async () => {
    const token = await serviceToken();
    const [head, body, signature] = token.split('.');
    const claims = decodeJwt(token);
    const unsigned = new UnsecuredJWT(claims).encode();
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(Buffer.from(JSON.stringify(here.jwks().keys[0])));
    const table: Array<[string, string]> = [
      ['missing', ''],
      ['malformed', 'x'],
      ['malformed', 'Bearer'],
      ['malformed', `Bearer ${token}`],
      ['malformed', `${token} `],
      ['malformed', ` ${token}`],
      ['malformed', `${token}=`],
      ['malformed', `${token}.${token}`],
      ['malformed', `${head}.${body}`],
      ['malformed', `${head}.${body}.`],
      ['malformed', `${head}..${signature}`.replace(head, '')],
      ['malformed', 'a'.repeat(20_000)],
      ['malformed', unsigned],
      ['malformed', 'wmk_dev_'],
      ['malformed', `wmk_dev_${'a'.repeat(42)}`],
      ['malformed', `wmk_dev_${'a'.repeat(42)}=`],
      ['invalid', `wmk_dev_${'a'.repeat(43)}`],
      ['invalid', forged],
      ['invalid', await world.githubToken()],
      ['invalid', world.userToken()],
      ['invalid', `${head}.${body}.${'A'.repeat(86)}`],
      [
        'invalid',
        `${head}.${Buffer.from(
          JSON.stringify({ ...claims, scope: 'llm:chat llm:admin' }),
        ).toString('base64url')}.${signature}`,
      ],
    ];
    for (const [code, credential] of table) {
      const outcome = await outcomeOf(here, credential);
      expect([credential, outcome]).toEqual([
        credential,
        expect.any(CredentialError),
      ]);
      expect([credential, outcome.code]).toEqual([credential, code]);
      const parts = credential.split('.').filter(({ length }) => length > 7);
      for (const part of parts) {
        expect(outcome.message).not.toContain(part);
      }
    }
  });

  it('takes no credential with one character changed', async () => {
    const token = await serviceToken();
    const characters =
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= ';
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...characters),
        async (at, character) => {
          fc.pre(token[at] !== character);
          const other = `${token.slice(0, at)}${character}${token.slice(
            at + 1,
          )}`;
          expect(await outcomeOf(here, other)).toBeInstanceOf(CredentialError);
        },
      ),
    );
    expect(await codeOf(token)).toBe('admitted');
  });

  it('ends credentials in time', async () => {
    const token = await serviceToken();
    expect(await codeOf(token)).toBe('admitted');
    world.now += 15 * 60_000 - 1;
    expect(await codeOf(token)).toBe('admitted');
    world.now += 5_001;
    expect(await codeOf(token)).toBe('CredentialError: expired');
    // A replica whose clock is behind takes a new one all the same.
    const fresh = await serviceToken();
    world.now -= 5_000;
    expect(await codeOf(fresh)).toBe('admitted');
    world.now -= 5_000;
    const other = await world.replica(database.connect());
    expect(await codeOf(fresh, other)).toBe('CredentialError: invalid');
  });

  it('looks at the signature again after a minute', async () => {
    const token = await serviceToken();
    await here.authenticator.authenticate(token);
    world.now += 59_999;
    await here.sync();
    expect(here.authenticator.authenticate(token)).not.toBeInstanceOf(Promise);
    world.now += 1;
    await here.sync();
    expect(here.authenticator.authenticate(token)).toBeInstanceOf(Promise);
  });

  it('follows the catalog', async () => {
    const token = await serviceToken();
    const before = await outcomeOf(here, token);
    world.facts.team = 'group:default/others';
    world.facts.groups = ['group:default/others'];
    world.facts.epoch += 1;
    world.now += 1_000;
    expect(await outcomeOf(here, token)).toMatchObject({
      team: 'group:default/others',
      epoch: before.epoch + 1,
      credentialId: before.credentialId,
    });
    world.entities.delete(PAYMENTS);
    world.now += 1_000;
    expect(await codeOf(token)).toBe('CredentialError: unknown_subject');
    const other = await world.replica(database.connect());
    expect(await codeOf(token, other)).toBe('CredentialError: unknown_subject');
  });

  it('revokes a credential everywhere', async () => {
    const there = await world.replica(database.connect());
    const token = await serviceToken();
    const sibling = await serviceToken();
    for (const replica of [here, there]) {
      expect(await codeOf(token, replica)).toBe('admitted');
    }
    await here.revoke({ jti: decodeJwt(token).jti!, ...BY });
    expect(await codeOf(token)).toBe('CredentialError: revoked');
    world.now += 5_000;
    for (const replica of [here, there]) {
      expect(await codeOf(token, replica)).toBe('CredentialError: revoked');
      expect(await codeOf(sibling, replica)).toBe('admitted');
    }
    const restarted = await world.replica(database.connect());
    expect(await codeOf(token, restarted)).toBe('CredentialError: revoked');
  });

  it('stops all of a System by one write, on every replica within 5 s', async () => {
    const there = await world.replica(database.connect());
    const token = await serviceToken();
    const forService = await credentialFor(
      here,
      form(world.userToken(), { resource: PAYMENTS }),
    );
    const alone = await credentialFor(here, form(world.userToken()));
    for (const replica of [here, there]) {
      for (const credential of [token, forService, alone]) {
        expect(await codeOf(credential, replica)).toBe('admitted');
      }
    }
    const stop = await here.stops.stop({ entityRef: 'System:checkout', ...BY });
    expect(stop).toEqual({
      entityRef: SYSTEM,
      at: new Date(world.now).toISOString(),
      ...BY,
    });
    expect(here.stops.list()).toEqual({ items: [stop] });
    for (const credential of [token, forService]) {
      const outcome = await outcomeOf(here, credential);
      expect(outcome).toBeInstanceOf(StoppedError);
      expect(outcome).toMatchObject({
        entityRef: SYSTEM,
        principal: { service: PAYMENTS },
      });
    }
    expect(await codeOf(alone)).toBe('admitted');

    world.now += 4_999;
    expect(await codeOf(token, there)).toBe('admitted');
    world.now += 1;
    expect(await codeOf(token, there)).toBe('StoppedError');
    expect(await codeOf(alone, there)).toBe('admitted');
    expect(there.stops.list()).toEqual({ items: [stop] });
  });

  it.each([
    ['the subject', PAYMENTS],
    ['the team', 'group:default/money'],
    ['a parent group', 'group:default/finance'],
  ])('stops by %s', async (_, entityRef) => {
    const token = await serviceToken();
    expect(await codeOf(token)).toBe('admitted');
    await here.stops.stop({ entityRef, ...BY });
    expect(await codeOf(token)).toBe('StoppedError');
  });

  it('stops a user, and what comes under a stopped System later', async () => {
    const user = await credentialFor(here, form(world.userToken()));
    await here.stops.stop({ entityRef: 'user:jo', ...BY });
    expect(await codeOf(user)).toBe('StoppedError');
    const token = await serviceToken();
    await here.stops.stop({ entityRef: 'system:default/new', ...BY });
    expect(await codeOf(token)).toBe('admitted');
    world.facts.system = 'system:default/new';
    world.facts.epoch += 1;
    world.now += 1_000;
    expect(await codeOf(token)).toBe('StoppedError');
  });

  it('takes no credential of before a stop after resuming', async () => {
    const there = await world.replica(database.connect());
    const token = await serviceToken();
    const { key } = await here.createDevelopmentKey({
      user: null,
      service: PAYMENTS,
    });
    await here.stops.stop({ entityRef: SYSTEM, ...BY });
    expect(await here.stops.resume(SYSTEM)).toBe(true);
    expect(await here.stops.resume(SYSTEM)).toBe(false);
    expect(here.stops.list()).toEqual({ items: [] });
    // Before it was told, a replica issues what is of no use once it is.
    const late = await serviceToken(there);
    const fresh = await serviceToken();
    await there.sync();
    for (const replica of [here, there]) {
      for (const credential of [token, late, key]) {
        expect(await codeOf(credential, replica)).toBe(
          'CredentialError: revoked',
        );
      }
      expect(await codeOf(fresh, replica)).toBe('admitted');
    }
  });

  it('counts each of many stops and revocations made at once', async () => {
    // Two writers of SQLite in one process would wait for each other.
    const there =
      kind === 'sqlite' ? here : await world.replica(database.connect());
    const tokens = await Promise.all(
      Array.from({ length: 6 }, () => serviceToken()),
    );
    await Promise.all(
      tokens.flatMap((token, index) => [
        (index % 2 ? here : there).revoke({
          jti: decodeJwt(token).jti!,
          ...BY,
        }),
        (index % 2 ? there : here).stops.stop({
          entityRef: `component:default/other-${index}`,
          ...BY,
        }),
      ]),
    );
    for (const replica of [here, there]) {
      await replica.sync();
      expect(replica.stops.list().items).toHaveLength(6);
      for (const token of tokens) {
        expect(await codeOf(token, replica)).toBe('CredentialError: revoked');
      }
    }
  });

  it('lets nobody in when a stop could have been missed', async () => {
    const knex = database.connect();
    const cut = await world.replica(knex);
    const token = await serviceToken();
    expect(await codeOf(token, cut)).toBe('admitted');
    await knex.destroy();
    world.now += 4_999;
    expect(await codeOf(token, cut)).toBe('admitted');
    world.now += 1;
    const outcome = await outcomeOf(cut, token);
    expect(outcome).toBeInstanceOf(CredentialsUnavailableError);
    const answer = await cut.exchange(form(world.userToken()));
    expect(answer.status).toBe(503);
    expect(world.events.at(-1)).toMatchObject({ code: 'unavailable' });
  });

  it('watches the database on its own', async () => {
    const there = await world.replica(database.connect(), { pollEvery: 10 });
    await here.stops.stop({ entityRef: SYSTEM, ...BY });
    while (there.stops.list().items.length === 0) {
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
    }
    expect(await answerOf(there)).toBe('access_denied');
    await there.close();
    expect(world.errors).toEqual([]);
  });

  it('says once that it can watch no longer', async () => {
    const cut = await world.replica(database.connect(), { pollEvery: 1 });
    await database.connect().schema.dropTable('credential_epoch');
    while (world.errors.length === 0) {
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
    await cut.close();
    expect(world.errors).toEqual([expect.any(CredentialsUnavailableError)]);
  });

  /** What an exchange on a stopped System says. */
  async function answerOf(by: Credentials): Promise<string> {
    const { body } = await by.exchange(
      form(await world.githubToken(), { resource: PAYMENTS }),
    );
    return 'error' in body ? body.error : body.access_token;
  }

  it('refuses refs that are none', async () => {
    for (const entityRef of ['', 'payments', 'a:b:c', 'system:a/b/c', 'x:é']) {
      await expect(here.stops.stop({ entityRef, ...BY })).rejects.toMatchObject(
        { name: 'InputError' },
      );
    }
    expect(here.stops.list()).toEqual({ items: [] });
  });

  it('takes a minute old token of the same issuer for nobody else', async () => {
    // The audience of a sibling installation on the same database.
    const other = await world.replica(database.connect(), {
      publicUrl: `${PUBLIC_URL}/other`,
    });
    expect(await codeOf(await serviceToken(), other)).toBe(
      'CredentialError: invalid',
    );
  });
});
