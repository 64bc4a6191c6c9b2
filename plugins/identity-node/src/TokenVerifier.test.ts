import { makeSigner, type Signer } from './__testUtils__/signer';
import { KeySet } from './keys/KeySet';
import { TokenVerifier, type TrustedIssuer } from './TokenVerifier';

const ISSUER = 'https://issuer.test';
const NOW = Date.UTC(2026, 10, 23, 12);
const seconds = (offset: number) => NOW / 1000 + offset;

describe('TokenVerifier', () => {
  let signer: Signer;
  let stranger: Signer;
  let trusted: TrustedIssuer;
  let verifier: TokenVerifier;

  const claims = (more: object = {}) => ({
    iss: ISSUER,
    aud: 'waymark',
    sub: 'someone',
    iat: seconds(-10),
    exp: seconds(60),
    ...more,
  });

  beforeAll(async () => {
    signer = await makeSigner();
    stranger = await makeSigner();
    trusted = {
      issuer: ISSUER,
      audience: 'waymark',
      algorithms: ['ES256'],
      keys: await KeySet.from({ keys: [signer.jwk] }, ['ES256']),
    };
    verifier = new TokenVerifier([trusted], () => NOW);
  });

  async function refusal(token: unknown, by = verifier): Promise<string> {
    try {
      await by.verify(token);
      return 'taken';
    } catch (error: any) {
      expect(error.name).toBe('TokenRefusedError');
      if (typeof token === 'string') {
        for (const part of token.split('.').filter(Boolean)) {
          expect(error.message).not.toContain(part);
        }
      }
      return error.code;
    }
  }

  it('takes a good token', async () => {
    const token = await signer.sign(
      claims({ jti: 'a', aud: ['x', 'waymark'] }),
    );
    expect(await verifier.verify(token)).toEqual({
      issuer: ISSUER,
      subject: 'someone',
      issuedAt: NOW - 10_000,
      expiresAt: NOW + 60_000,
      jti: 'a',
      claims: claims({ jti: 'a', aud: ['x', 'waymark'] }),
    });
    expect(verifier.claimsKnownIssuer(token)).toBe(true);
  });

  it('refuses what is not spelled as a token', async () => {
    const good = await signer.sign(claims());
    const [head, body, signature] = good.split('.');
    const json = Buffer.from('{"alg":"ES256"}').toString('base64');
    for (const token of [
      undefined,
      7,
      '',
      '.',
      '..',
      head,
      `${head}.${body}`,
      `${good}.`,
      `${good}.${signature}`,
      ` ${good}`,
      `${good}\n`,
      `${good}=`,
      `${head}=.${body}.${signature}`,
      `${head}. ${body}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}.${signature.replace(/.$/, '+')}`,
      `${json}+/.${body}.${signature}`,
      `${head}.${body}\u0000.${signature}`,
      `Bearer ${good}`,
      'a'.repeat(20_000),
    ]) {
      expect(['token_malformed', token]).toEqual([await refusal(token), token]);
    }
    // Unused bits that are set spell the same bytes.
    const last = signature.at(-1)!;
    const alphabet =
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = alphabet[alphabet.indexOf(last) + 1];
    expect(await refusal(`${good.slice(0, -1)}${other}`)).toBe(
      'token_malformed',
    );
  });

  it('refuses headers that bring their own rules', async () => {
    const head = (json: string, token: string) =>
      [
        Buffer.from(json).toString('base64url'),
        ...token.split('.').slice(1),
      ].join('.');
    const good = await signer.sign(claims());
    const table: Array<[string, string]> = [
      ['algorithm_refused', head('{"alg":"none"}', good)],
      ['algorithm_refused', head('{"alg":"HS256"}', good)],
      ['algorithm_refused', head('{"alg":"RS256"}', good)],
      ['algorithm_refused', head('{"alg":["ES256"]}', good)],
      ['algorithm_refused', head('{}', good)],
      ['header_refused', head('{"alg":"ES256","alg":"ES256"}', good)],
      ['header_refused', head('[]', good)],
      ['header_refused', head('{"alg":"ES256","kid":7}', good)],
      ['header_refused', head('{"alg":"ES256","kid":"a b"}', good)],
      ['header_refused', head('{"alg":"ES256","crit":[]}', good)],
      ['header_refused', head('{"alg":"ES256","crit":["x"],"x":1}', good)],
      ['header_refused', await stranger.sign(claims(), { jwk: stranger.jwk })],
      [
        'header_refused',
        await signer.sign(claims(), { jku: 'https://x.test' }),
      ],
      ['header_refused', await signer.sign(claims(), { x5c: ['AAAA'] })],
      [
        'header_refused',
        await signer.sign(claims(), { x5u: 'https://x.test' }),
      ],
      ['type_refused', await signer.sign(claims(), { typ: 'at+jwt' })],
      ['type_refused', head('{"alg":"ES256","typ":7}', good)],
      ['key_unknown', await signer.sign(claims(), { kid: 'key-2' })],
      ['signature_invalid', await stranger.sign(claims())],
      ['signature_invalid', head('{"alg":"ES256"}', good)],
    ];
    for (const [code, token] of table) {
      expect([code, token]).toEqual([await refusal(token), token]);
    }
  });

  it('refuses claims that are missing, strange or not for us', async () => {
    const table: Array<[string, object | string]> = [
      ['issuer_unknown', claims({ iss: `${ISSUER}/` })],
      ['issuer_unknown', claims({ iss: undefined })],
      ['issuer_unknown', claims({ iss: [ISSUER] })],
      ['audience_refused', claims({ aud: 'waymark ' })],
      ['audience_refused', claims({ aud: ['other'] })],
      ['audience_refused', claims({ aud: undefined })],
      ['audience_refused', claims({ aud: { waymark: 1 } })],
      ['audience_refused', claims({ aud: Array(17).fill('waymark') })],
      ['claims_invalid', claims({ exp: undefined })],
      ['claims_invalid', claims({ exp: String(seconds(60)) })],
      ['claims_invalid', claims({ exp: 1e300 })],
      ['claims_invalid', claims({ nbf: 'now' })],
      ['claims_invalid', claims({ iat: -1 })],
      ['claims_invalid', claims({ sub: undefined })],
      ['claims_invalid', claims({ sub: 7 })],
      ['claims_invalid', claims({ jti: '' })],
      ['claims_invalid', '[]'],
      ['claims_invalid', 'text'],
      ['claims_invalid', `{"iss":"${ISSUER}","iss":"${ISSUER}"}`],
    ];
    for (const [code, payload] of table) {
      expect([code, payload]).toEqual([
        await refusal(await signer.sign(payload)),
        payload,
      ]);
    }
  });

  it('allows clocks to differ by 30 s and no more', async () => {
    const table: Array<[string, object]> = [
      ['taken', { exp: seconds(-29) }],
      ['expired', { exp: seconds(-30) }],
      ['taken', { nbf: seconds(30) }],
      ['not_yet_valid', { nbf: seconds(31) }],
      ['taken', { iat: seconds(30) }],
      ['not_yet_valid', { iat: seconds(31), exp: seconds(600) }],
    ];
    for (const [code, more] of table) {
      const token = await signer.sign(claims(more));
      expect([code, more]).toEqual([await refusal(token), more]);
    }
  });

  it('limits the lifetime when asked to', async () => {
    const short = new TokenVerifier(
      [{ ...trusted, maxLifetime: 70_000 }],
      () => NOW,
    );
    expect(await refusal(await signer.sign(claims()), short)).toBe('taken');
    for (const more of [{ exp: seconds(61) }, { iat: undefined }]) {
      expect(await refusal(await signer.sign(claims(more)), short)).toBe(
        'claims_invalid',
      );
    }
  });

  it('asks each issuer for its own keys and types', async () => {
    const both = new TokenVerifier(
      [
        trusted,
        {
          issuer: 'https://second.test',
          audience: 'waymark',
          algorithms: ['ES256'],
          types: ['at+jwt'],
          keys: await KeySet.from({ keys: [stranger.jwk] }, ['ES256']),
        },
      ],
      () => NOW,
    );
    const second = claims({ iss: 'https://second.test' });
    const typ = 'application/at+JWT';
    expect(await refusal(await stranger.sign(second, { typ }), both)).toBe(
      'taken',
    );
    expect(await refusal(await stranger.sign(second), both)).toBe(
      'type_refused',
    );
    expect(await refusal(await signer.sign(second, { typ }), both)).toBe(
      'signature_invalid',
    );
    expect(await refusal(await stranger.sign(claims()), both)).toBe(
      'signature_invalid',
    );
  });

  it('refuses settings that would weaken it', () => {
    expect(() => new TokenVerifier([trusted, trusted])).toThrow(RangeError);
    expect(() => new TokenVerifier([{ ...trusted, skew: 30_001 }])).toThrow(
      RangeError,
    );
  });
});
