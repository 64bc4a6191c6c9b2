import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { makeSigner } from '../__testUtils__/signer';
import { KeySet } from './KeySet';

async function codeOf(value: unknown): Promise<string> {
  try {
    await KeySet.from(value, ['RS256', 'ES256', 'EdDSA']);
    return 'taken';
  } catch (error: any) {
    return error.code;
  }
}

describe('KeySet', () => {
  let ec: JWK;
  let privateEc: JWK;
  let ed: JWK;
  let rsa: JWK;

  beforeAll(async () => {
    const signer = await makeSigner('ES256', 'ec');
    ec = signer.jwk;
    privateEc = signer.privateJwk;
    ed = (await makeSigner('EdDSA', 'ed')).jwk;
    rsa = (await makeSigner('RS256', 'rsa')).jwk;
  });

  it('finds keys by id and algorithm', async () => {
    const keys = await KeySet.from({ keys: [ec, ed, rsa] }, ['RS256', 'ES256']);
    expect(keys.find('ec', 'ES256')).toBeDefined();
    expect(keys.find('rsa', 'RS256')).toBeDefined();
    expect(keys.find('ec', 'RS256')).toBeUndefined();
    expect(keys.find('ed', 'EdDSA')).toBeUndefined();
    expect(keys.find('other', 'ES256')).toBeUndefined();
  });

  it('takes a token without key id only when one key would do', async () => {
    const second = (await makeSigner('ES256', 'ec-2')).jwk;
    const one = await KeySet.from({ keys: [ec, rsa] }, ['ES256', 'RS256']);
    const two = await KeySet.from({ keys: [ec, second] }, ['ES256']);
    expect(one.find(null, 'ES256')).toBeDefined();
    expect(two.find(null, 'ES256')).toBeUndefined();
  });

  it('refuses sets that were not made with care', async () => {
    const many = Array.from({ length: 65 }, (_, index) => ({
      ...ec,
      kid: `key-${index}`,
    }));
    const table: Array<[string, unknown]> = [
      ['set_malformed', undefined],
      ['set_malformed', [ec]],
      ['set_malformed', { keys: ec }],
      ['set_malformed', { keys: [ec, null] }],
      ['set_too_large', { keys: many }],
      ['kid_duplicate', { keys: [ec, { ...rsa, kid: 'ec' }] }],
      ['key_symmetric', { keys: [ec, { kty: 'oct', k: 'AAAA', kid: 'k' }] }],
      ['key_private', { keys: [rsa, { ...privateEc, kid: 'p' }] }],
      ['no_usable_key', { keys: [] }],
    ];
    for (const [code, set] of table) {
      expect([code, await codeOf(set)]).toEqual([code, code]);
    }
  });

  it('leaves weak and foreign keys out', async () => {
    const { publicKey } = await generateKeyPair('RS256', {
      modulusLength: 2048,
      extractable: true,
    });
    const { n } = await exportJWK(publicKey);
    const { x, y } = ec as Required<JWK>;
    const weak: object[] = [
      { ...rsa, e: 'AQ' },
      { ...rsa, e: 'Aw' },
      { ...rsa, e: 'AQAC' },
      { ...rsa, e: 'AAEAAQ' },
      { ...rsa, n: n!.slice(0, 168) },
      { ...rsa, n: `AA${n}` },
      { ...rsa, n: `${n}=` },
      { ...rsa, n: undefined },
      { ...rsa, use: 'enc' },
      { ...rsa, key_ops: ['encrypt'] },
      { ...rsa, key_ops: 'verify' },
      { ...rsa, alg: 'RSA1_5' },
      { ...rsa, alg: 'HS256' },
      { ...rsa, kid: 7 },
      { ...ec, y: x },
      { ...ec, x: y.slice(0, 40) },
      { ...ec, crv: 'P-384' },
      { ...ec, crv: 'secp256k1' },
      { ...ed, crv: 'X25519' },
      { ...ec, kty: 'AKP' },
    ];
    for (const jwk of weak) {
      expect([jwk, await codeOf({ keys: [jwk] })]).toEqual([
        jwk,
        'no_usable_key',
      ]);
    }
    await expect(
      KeySet.from(
        {
          keys: weak
            .slice(0, 2)
            .map((jwk, kid) => ({ ...jwk, kid: `k${kid}` })),
        },
        ['RS256'],
      ),
    ).rejects.toThrow(
      'The key set has no key to verify with (key 0: exponent out of range; key 1: exponent out of range)',
    );
    const rest = await KeySet.from({ keys: [...weak.slice(0, 1), ec] }, [
      'ES256',
    ]);
    expect(rest.find('ec', 'ES256')).toBeDefined();
  });
});
