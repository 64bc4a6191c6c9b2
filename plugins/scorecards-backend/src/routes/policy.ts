import type {
  PolicyInForce,
  PolicyService,
} from '@waymark/backstage-plugin-policy-node';
import type {
  Policy,
  PolicyBundleDocument,
} from '@waymark/backstage-plugin-scorecards-common';
import type { Authoriser } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import type { StatementSigner } from '../ports';
import { problem } from '../problems';
import { scorePolicy } from '../scorecards/policyData';
import type { CiTokens } from '../intake/CiTokens';

/** `typ` of a signed bundle. */
const BUNDLE_TYPE = 'waymark-policy+jwt';

/** What the routes of policies work with. */
export interface PolicyRoutesOptions {
  authoriser: Authoriser;
  ciTokens: CiTokens;
  policies: PolicyService;
  publicUrl: string;
  signer: StatementSigner;
}

/** What is in force, and the signed bundles that pipelines judge by. */
export function addPolicyRoutes(
  router: Router,
  options: PolicyRoutesOptions,
): void {
  const { authoriser, ciTokens, policies } = options;
  // Rules are no secret of anybody who is known here, pipelines included.
  router.use('/policy', async (req, _res, next) => {
    if (!(await ciTokens.identityOf(req))) {
      await authoriser.require(req);
    }
    next();
  });

  router.get('/policy', async (_req, res) => {
    res.set('cache-control', 'no-cache').json(summaryOf(policies.current()));
  });

  router.get('/policy/:digest', async (req, res) => {
    const policy = await policies.find(req.params.digest);
    if (!policy) {
      throw problem(
        404,
        'scorecards.bundle_not_found',
        'This portal has no policy of that digest.',
      );
    }
    const signed = await signedBundle(policy, options);
    res
      .type('application/jose')
      // The signature changes with the keys; what it is over never does.
      .set('cache-control', 'private, max-age=31536000, immutable')
      .set('etag', `"${policy.digest}"`)
      .send(signed);
  });
}

function summaryOf(policy: PolicyInForce): Policy {
  const { levels, rules } = scorePolicy(policy);
  return {
    digest: policy.digest,
    bundleDigest: policy.bundle.digest,
    parametersDigest: policy.parametersDigest,
    engine: policy.engine.info().engine,
    levels: levels.map(({ id, rules: asked, title }) => ({
      id,
      title,
      rules: asked,
    })),
    rules: [...rules.keys()],
  };
}

async function signedBundle(
  policy: PolicyInForce,
  { publicUrl, signer }: PolicyRoutesOptions,
): Promise<string> {
  const { bundle, digest, parameters } = policy;
  const { keys } = await signer.jwks();
  const document: PolicyBundleDocument = {
    iss: publicUrl,
    digest,
    manifest: { ...bundle.manifest },
    data: Buffer.from(bundle.files['data.json']).toString('utf8'),
    wasm: Buffer.from(bundle.files['policy.wasm']).toString('base64'),
    sources: { ...bundle.sources },
    parameters: { ...parameters },
    keys: keys.map(key => ({ ...key })),
  };
  return signer.sign(document, BUNDLE_TYPE);
}
