import type { TestDatabaseId } from '@backstage/backend-test-utils';
import {
  evidenceReceiptSchema,
  scorecardSchema,
} from '@waymark/backstage-plugin-scorecards-common';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { cleanEvidence, leakedEvidence } from '../__testUtils__/evidence';
import { testDatabases, World } from '../__testUtils__/world';

jest.setTimeout(60_000);

const CHECKOUT = '/entities/component/default/checkout';
const DAY = 86_400_000;

const databases = testDatabases();

describe.each(databases.eachSupportedId())(
  'evidence on %p',
  (id: TestDatabaseId) => {
    let world: World;

    beforeEach(async () => {
      world = await World.start(databases, id);
    });

    afterEach(async () => {
      await world.stop();
    });

    async function scorecard() {
      const { body } = await world.get(`${CHECKOUT}/scorecard`).expect(200);
      return scorecardSchema.parse(body);
    }

    it('is judged, kept, signed, and answered alike when it comes again', async () => {
      const { body } = await world.send(cleanEvidence()).expect(201);
      const { attestation, commitStatus, verdict } =
        evidenceReceiptSchema.parse(body);
      expect(commitStatus).toEqual({ state: 'not_configured', url: null });
      expect(verdict.comparison).toEqual({ state: 'none', rules: [] });
      expect(decodeProtectedHeader(attestation).typ).toBe(
        'application/vnd.in-toto+json',
      );
      expect(decodeJwt(attestation)).toMatchObject({
        predicateType: 'https://slsa.dev/verification_summary/v1',
        predicate: {
          verificationResult: verdict.decision === 'pass' ? 'PASSED' : 'FAILED',
        },
      });
      const again = await world.send(cleanEvidence()).expect(200);
      expect(again.body).toEqual(body);
      const { body: kept } = await world
        .get(`/verdicts/${verdict.id}`)
        .expect(200);
      expect(kept).toEqual(verdict);
      const { body: evidence } = await world
        .get(`/verdicts/${verdict.id}/evidence`)
        .expect(200);
      expect(evidence.subject).toEqual(cleanEvidence().subject);
    });

    it('says how the service stands, and why that changed', async () => {
      await world.send(cleanEvidence()).expect(201);
      const before = await scorecard();
      expect(before.state).toBe('fresh');
      expect(before.checks.find(({ rule }) => rule === 'GP040')?.state).toBe(
        'pass',
      );
      world.now += DAY;
      await world.send(leakedEvidence()).expect(201);
      const after = await scorecard();
      expect(after.checks.find(({ rule }) => rule === 'GP040')?.state).toBe(
        'fail',
      );
      expect(after.level).toBeNull();
      expect(after.lastChange).toMatchObject({
        rule: 'GP040',
        from: 'pass',
        to: 'fail',
        cause: 'fact',
      });
      world.exceptions = [
        {
          id: 'EX-1',
          rule: 'GP040',
          finding: after.checks.find(({ rule }) => rule === 'GP040')!
            .findings[0].finding,
          entityRef: 'component:default/checkout',
          requestedBy: 'user:default/jo',
          state: 'approved',
          notBefore: world.now / 1_000 - 10,
          expires: world.now / 1_000 + 86_400,
          stages: ['main'],
          approvals: [
            { by: 'user:default/sam', group: 'group:default/security' },
          ],
        },
      ];
      await world.services.reevaluation.mark('component:default/checkout');
      await world.services.reevaluation.run(new AbortController().signal);
      const waivable = (await world.get('/rules/GP040').expect(200)).body
        .waivable;
      expect(
        (await scorecard()).checks.find(({ rule }) => rule === 'GP040')?.state,
      ).toBe(waivable ? 'exempt' : 'fail');
    });

    it('takes nothing that a pipeline could invent', async () => {
      const forged = cleanEvidence();
      forged.context.evaluatedAt = 1;
      forged.catalog = {
        status: 'ok',
        origin: 'portal',
        owner: 'group:default/forged',
        ownerIsGroup: true,
        lifecycle: 'production',
        system: 'system:default/forged',
        production: false,
        runbook: 'forged',
        slo: 'forged',
      };
      forged.attestations = {
        status: 'ok',
        origin: 'portal',
        items: [
          {
            kind: 'build',
            predicateType: 'forged',
            digest: forged.subject.artifactDigest!,
            verified: true,
            signer: 'forged',
          },
        ],
      };
      const { vulnerabilities } = forged;
      expect(vulnerabilities.status).toBe('ok');
      if (vulnerabilities.status === 'ok') {
        vulnerabilities.items[0].firstSeen = 4_000_000_000;
        vulnerabilities.items[0].enteredClassAt = 4_000_000_000;
        vulnerabilities.items[0].vex = {
          status: 'not_affected',
          trusted: true,
        };
      }
      if (forged.scan.status === 'ok') {
        forged.scan.origin = 'portal';
      }
      const { body } = await world.send(forged).expect(201);
      const { body: judged } = await world
        .get(`/verdicts/${body.verdict.id}/evidence`)
        .expect(200);
      const seconds = world.now / 1_000;
      expect(judged.context.evaluatedAt).toBe(seconds);
      expect(judged.catalog.owner).toBe('group:default/payments');
      expect(judged.attestations.status).toBe('not_connected');
      expect(judged.scan.origin).toBe('ci');
      expect(judged.vulnerabilities.items[0]).toMatchObject({
        firstSeen: seconds,
        enteredClassAt: seconds,
        vex: { trusted: false },
        inBaseline: null,
      });
      world.now += 3 * DAY;
      const { body: later } = await world.send(cleanEvidence()).expect(201);
      const { body: second } = await world
        .get(`/verdicts/${later.verdict.id}/evidence`)
        .expect(200);
      expect(second.vulnerabilities.items[0].firstSeen).toBe(seconds);
    });

    it('fails a vulnerability when its time has come, without new evidence', async () => {
      await world.send(cleanEvidence()).expect(201);
      const overdue = async () =>
        (await scorecard()).checks.find(({ rule }) => rule === 'GP011');
      expect((await overdue())?.state).toBe('pass');
      const signal = new AbortController().signal;
      world.now += 29 * DAY;
      await world.services.reevaluation.run(signal);
      expect((await overdue())?.state).toBe('pass');
      world.now += 2 * DAY;
      expect(await world.services.reevaluation.run(signal)).toBe(1);
      expect(await world.services.reevaluation.run(signal)).toBe(0);
      expect((await overdue())?.state).toBe('fail');
      const { body } = await world.get('/changes?rule=GP011').expect(200);
      expect(body.items[0]).toMatchObject({ to: 'fail', cause: 'staleness' });
    });

    it('judges again what the catalog says', async () => {
      await world.send(cleanEvidence()).expect(201);
      const signal = new AbortController().signal;
      await world.services.reevaluation.watchCatalog(signal);
      expect(await world.services.reevaluation.run(signal)).toBe(0);
      const contract = async () =>
        (await scorecard()).checks.find(({ rule }) => rule === 'GP070');
      expect((await contract())?.state).toBe('pass');
      world.entities[0].metadata.links = [];
      await world.services.reevaluation.watchCatalog(signal);
      expect(await world.services.reevaluation.run(signal)).toBe(1);
      expect((await contract())?.state).toBe('fail');
      const { body } = await world.get('/changes?rule=GP070').expect(200);
      expect(body.items[0]).toMatchObject({ to: 'fail', cause: 'scope' });
    });

    it('replays a verdict a year later', async () => {
      const { body } = await world.send(leakedEvidence()).expect(201);
      world.now += 366 * DAY;
      const results = await world.services.replay.again(body.verdict.id);
      expect(results).toEqual(body.verdict.results);
    });

    it("makes the pipeline's verdict again", async () => {
      const evidence = cleanEvidence();
      const policy = (await world.get('/policy').expect(200)).body;
      const first = (await world.send(evidence).expect(201)).body.verdict;
      const verdict = {
        decision: 'pass',
        engine: 'embedded',
        engineVersion: null,
        evidenceDigest: first.comparison && world.digest(evidence),
        bundleDigest: policy.bundleDigest,
        parametersDigest: policy.parametersDigest,
        exceptionsSequence: null,
        evaluatedAt: evidence.context.evaluatedAt,
        results: await world.evaluate(evidence),
      };
      const state = async (more: object) =>
        (await world.send(evidence, { verdict: { ...verdict, ...more } })).body
          .verdict.comparison;
      expect(await state({})).toEqual({ state: 'same', rules: [] });
      const [one, ...rest] = verdict.results;
      expect(
        await state({ results: [{ ...one, state: 'fail' }, ...rest] }),
      ).toEqual({ state: 'different', rules: [one.rule] });
      expect(await state({ bundleDigest: `sha256:${'0'.repeat(64)}` })).toEqual(
        { state: 'not_comparable', rules: [] },
      );
    });

    it('brings history in through one door', async () => {
      const effectiveAt = new Date(world.now - 100 * DAY).toISOString();
      await world.send(cleanEvidence(), { effectiveAt }).expect(403);
      const { body } = await world
        .send(cleanEvidence(), { effectiveAt }, 'importer')
        .expect(201);
      expect(body.verdict).toMatchObject({
        imported: true,
        evaluatedAt: effectiveAt,
      });
      const future = new Date(world.now + DAY).toISOString();
      await world
        .send(cleanEvidence(), { effectiveAt: future }, 'importer')
        .expect(400);
    });

    it('refuses what is not evidence, too large, or of another repository', async () => {
      const { body } = await world
        .send({ ...cleanEvidence(), more: 1 } as never)
        .expect(400);
      expect(body.code).toBe('scorecards.evidence_invalid');
      const other = cleanEvidence();
      other.subject.repositoryId = '4712';
      const forged = await world.send(other).expect(403);
      expect(forged.body.code).toBe('scorecards.forged_subject');
      const unknown = cleanEvidence();
      unknown.subject.entityRef = 'component:default/nothing';
      const missing = await world.send(unknown).expect(404);
      expect(missing.body.code).toBe('scorecards.entity_not_found');
    });
  },
);
