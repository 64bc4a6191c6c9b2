import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  evidenceCorpus,
  requestCorpus,
  type Sample,
} from './__testUtils__/corpus';
import {
  conftest,
  findProgram,
  opaEval,
  startOpa,
} from './__testUtils__/tools';
import { normaliseResults } from './results/normalise';
import {
  EmbeddedEngine,
  OpaServerEngine,
  type PolicyDomain,
  type PolicyEngine,
  readBundle,
} from './index';

const opa = findProgram('opa');
const conftestProgram = findProgram('conftest');

/** A platform in the corpus is handed over as such; the rest is the input. */
function requestOf(domain: PolicyDomain, sample: Sample) {
  const { platform, ...input } = sample.input;
  return { domain, input, platform };
}

async function answers(
  engine: PolicyEngine,
  domain: PolicyDomain,
  corpus: Sample[],
) {
  const outcomes = await engine.evaluateMany(
    corpus.map(sample => requestOf(domain, sample)),
  );
  return outcomes.map((outcome, index) => {
    if ('error' in outcome) {
      throw outcome.error;
    }
    return { name: corpus[index].name, results: outcome.results };
  });
}

/** Answers of a program in the form of the engines'. */
function told(corpus: Sample[], raw: unknown[]) {
  return raw.map((answer, index) => ({
    name: corpus[index].name,
    results: normaliseResults(answer),
  }));
}

describe('every engine gives the same results', () => {
  const corpora = [
    { domain: 'golden_path', corpus: evidenceCorpus() },
    { domain: 'llm', corpus: requestCorpus() },
  ] as const;
  let folder: string;
  let embedded: EmbeddedEngine;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-parity-'));
    embedded = new EmbeddedEngine(await readBundle(), { workers: 1 });
  });

  afterAll(async () => {
    await embedded?.close();
    await rm(folder, { recursive: true });
  });

  async function written(domain: string, corpus: Sample[]) {
    return Promise.all(
      corpus.map(async ({ input }, index) => {
        const file = join(folder, `${domain}-${index}.json`);
        await writeFile(file, JSON.stringify(input));
        return file;
      }),
    );
  }

  it('has a corpus of over 400 documents of evidence', () => {
    expect(corpora[0].corpus.length).toBeGreaterThan(400);
  });

  (opa ? describe : describe.skip)('OPA', () => {
    it.each(corpora)(
      'by its server, as embedded: $domain',
      async ({ domain, corpus }) => {
        const server = await startOpa(opa!);
        try {
          const remote = new OpaServerEngine(await readBundle(), server);
          expect(await answers(remote, domain, [...corpus])).toEqual(
            await answers(embedded, domain, [...corpus]),
          );
        } finally {
          await server.stop();
        }
      },
    );

    it.each(corpora)(
      'by opa eval, as embedded: $domain',
      async ({ domain, corpus }) => {
        const files = await written(domain, [...corpus]);
        expect(told([...corpus], await opaEval(opa!, files, domain))).toEqual(
          await answers(embedded, domain, [...corpus]),
        );
      },
      240_000,
    );
  });

  (conftestProgram ? describe : describe.skip)('Conftest', () => {
    it('as embedded: golden_path', async () => {
      const { domain, corpus } = corpora[0];
      const files = await written(domain, corpus);
      expect(
        told(corpus, await conftest(conftestProgram!, files, folder)),
      ).toEqual(await answers(embedded, domain, corpus));
    }, 240_000);
  });
});
