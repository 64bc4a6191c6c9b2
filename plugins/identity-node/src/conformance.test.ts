import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SignatureAlgorithm } from './jws/algorithms';
import { lexCompactJws } from './jws/lexer';
import { verifyCompactJws } from './jws/verifyCompactJws';
import { KeySet } from './keys/KeySet';

const root = join(
  process.env.WAYMARK_CONFORMANCE_DIR ??
    resolve(__dirname, '../../../../shared/conformance'),
  'wycheproof',
);

const ALGORITHMS: SignatureAlgorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

interface Group {
  comment: string;
  public?: Record<string, unknown>;
  private?: Record<string, unknown>;
  tests: Array<{
    tcId: number;
    comment: string;
    result: 'valid' | 'invalid';
    jws?: unknown;
    jwe?: unknown;
  }>;
}

/** 'accepted', or the code of the refusal. */
async function verdictOf(group: Group, token: unknown): Promise<string> {
  const jwk = group.public ?? group.private ?? {};
  try {
    const keys = await KeySet.from(
      'keys' in jwk ? jwk : { keys: [jwk] },
      ALGORITHMS,
    );
    await verifyCompactJws(lexCompactJws(token), keys, {
      algorithms: ALGORITHMS,
    });
    return 'accepted';
  } catch (error: any) {
    return error.code ?? `crashed: ${error}`;
  }
}

function groupsOf(file: string): Group[] | undefined {
  const path = join(root, file);
  if (!existsSync(path)) {
    // eslint-disable-next-line no-console
    console.warn(`Skipped: no conformance cases in ${path}`);
    return undefined;
  }
  return JSON.parse(readFileSync(path, 'utf8')).testGroups;
}

async function judge(file: string) {
  const groups = groupsOf(file);
  if (!groups) {
    return undefined;
  }
  const acceptedInvalid: unknown[] = [];
  const refusedValid: Record<string, number[]> = {};
  const crashed: unknown[] = [];
  const count = { invalid: 0, accepted: 0 };
  for (const group of groups) {
    for (const { tcId, comment, result, jws, jwe } of group.tests) {
      const verdict = await verdictOf(group, jws ?? jwe);
      if (verdict.startsWith('crashed')) {
        crashed.push([tcId, verdict]);
      }
      if (result === 'invalid') {
        count.invalid += 1;
        if (verdict === 'accepted') {
          acceptedInvalid.push([tcId, comment]);
        }
      } else if (verdict === 'accepted') {
        count.accepted += 1;
      } else {
        (refusedValid[verdict] ??= []).push(tcId);
      }
    }
  }
  return { acceptedInvalid, refusedValid, crashed, count };
}

describe('Wycheproof', () => {
  it('refuses each invalid signature', async () => {
    const expected = {
      acceptedInvalid: [],
      crashed: [],
      count: { invalid: 355, accepted: 32 },
      refusedValid: {
        // HMAC: whoever verifies could sign. Cases 372 and 373 have stray
        // characters, too.
        key_symmetric: [1, 348, 352, 357, 358, 359, 372, 373, 376, 377],
        // The key is for PS256 and the token has PS384.
        key_unknown: [346, 350],
        // The key says "ES521", which is no algorithm.
        no_usable_key: [347, 351],
      },
    };
    expect((await judge('json_web_signature_test.json')) ?? expected).toEqual(
      expected,
    );
  });

  it('refuses each invalid key', async () => {
    const expected = {
      acceptedInvalid: [],
      crashed: [],
      count: { invalid: 21, accepted: 1 },
      refusedValid: { key_symmetric: [2, 13, 14, 15] },
    };
    expect((await judge('json_web_key_test.json')) ?? expected).toEqual(
      expected,
    );
  });

  it('refuses each invalid token of the mixed cases', async () => {
    const expected = {
      acceptedInvalid: [],
      crashed: [],
      count: { invalid: 77, accepted: 2 },
      // 50 and 67 are encrypted, which is not read here.
      refusedValid: { key_symmetric: [1, 48, 50], key_private: [67] },
    };
    expect((await judge('json_web_crypto_test.json')) ?? expected).toEqual(
      expected,
    );
  });

  it('refuses strange spellings before it looks at a key', () => {
    const groups = groupsOf('json_web_signature_test.json') ?? [];
    const strange = groups
      .filter(({ comment }) => comment === 'base64')
      .flatMap(({ tests }) => tests)
      .filter(({ comment }) => /character|space|padding|unused/i.test(comment))
      .filter(({ comment }) => !/InJsonHeader/.test(comment))
      // Said to have padding, but spelled as case 357 is in this edition.
      .filter(({ tcId }) => tcId !== 367 && tcId !== 370);
    const read = strange.filter(({ jws }) => {
      try {
        lexCompactJws(jws);
        return true;
      } catch {
        return false;
      }
    });
    expect(read).toEqual([]);
    expect(strange.length).toBe(groups.length ? 13 : 0);
  });
});
