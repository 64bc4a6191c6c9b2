import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BomIssue } from '@waymark/backstage-plugin-sbom-common';
import { createBomAnalyser } from './analyser';
import { DocumentAnalyser } from './analyse';
import { BomRefusedError } from './errors';
import { defaultLimits } from './limits';
import type { AnalysedBom } from './types';

const root =
  process.env.WAYMARK_CONFORMANCE_DIR ??
  resolve(__dirname, '../../../../../shared/conformance');

/**
 * Set aside by their own authors: wrong in a way that no schema of that
 * version can tell. They must be read without a crash.
 */
const beyondSchemas = new Set([
  'skip_invalid-empty-component-1.2.json',
  'skip_invalid-missing-component-type-1.2.json',
]);

interface Verdict {
  refused: string | null;
  valid: boolean;
  issues: BomIssue[];
}

async function verdictOf(
  analyse: () => Promise<{ bom: AnalysedBom }>,
): Promise<Verdict> {
  try {
    const { bom } = await analyse();
    return { refused: null, valid: bom.valid, issues: bom.issues };
  } catch (error) {
    if (!(error instanceof BomRefusedError)) {
      throw error;
    }
    return { refused: error.code, valid: false, issues: error.issues };
  }
}

function filesOf(folder: string, ending: string): string[] {
  if (!existsSync(folder)) {
    // eslint-disable-next-line no-console
    console.warn(`Skipped: no conformance cases in ${folder}`);
    return [];
  }
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter(file => file.endsWith(ending))
    .sort();
}

describe('conformance', () => {
  const analyser = new DocumentAnalyser(defaultLimits);
  const cycloneDx = join(root, 'cyclonedx');

  it('judges the official CycloneDX cases in JSON', async () => {
    const wrong: unknown[] = [];
    for (const file of filesOf(cycloneDx, '.json')) {
      const name = file.split('/')[1];
      const bytes = readFileSync(join(cycloneDx, file));
      const verdict = await verdictOf(() => analyser.analyse(bytes));
      const expected = name.startsWith('valid-');
      if (verdict.valid !== expected && !beyondSchemas.has(name)) {
        wrong.push({ file, ...verdict });
      }
    }
    expect(wrong).toEqual([]);
  });

  // libxml2 only loads outside of Jest: these go through child processes.
  describe('XML', () => {
    const whole = createBomAnalyser({ workers: 1 });
    const inParts = createBomAnalyser({
      workers: 1,
      limits: { xmlGroupBytes: 1 },
    });

    afterAll(async () => {
      await Promise.all([whole.close(), inParts.close()]);
    });

    it('judges the official CycloneDX cases, whole and in parts', async () => {
      const wrong: unknown[] = [];
      for (const file of filesOf(cycloneDx, '.xml')) {
        const name = file.split('/')[1];
        const [verdict, again] = await Promise.all(
          [whole, inParts].map(pool =>
            verdictOf(async () => {
              const analysis = await pool.analyse(join(cycloneDx, file), {});
              analysis.release();
              return analysis;
            }),
          ),
        );
        const lines = (one: Verdict) =>
          one.issues.map(({ line }) => line).sort();
        const agree =
          String(lines(verdict)) === String(lines(again)) &&
          verdict.refused === again.refused;
        if (verdict.valid !== name.startsWith('valid-') || !agree) {
          wrong.push({ file, verdict, again });
        }
      }
      expect(wrong).toEqual([]);
    }, 60_000);
  });

  it('parses what is JSON and refuses what is not', async () => {
    const folder = join(root, 'json-parsing');
    const wrong: unknown[] = [];
    for (const file of filesOf(folder, '.json')) {
      const bytes = readFileSync(join(folder, file));
      const verdict = await verdictOf(() => analyser.analyse(bytes));
      const isSyntax = verdict.refused === 'sbom.syntax';
      // None is a CycloneDX document.
      const isOther = /format|root_unsound/.test(verdict.refused ?? '');
      const good = {
        y: isOther,
        n: isSyntax || verdict.refused === 'sbom.too_deep',
        i: isSyntax || isOther || verdict.refused === 'sbom.too_deep',
      }[file[0]];
      if (!good) {
        wrong.push({ file, ...verdict });
      }
    }
    expect(wrong).toEqual([]);
  });
});
