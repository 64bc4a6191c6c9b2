import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DocumentAnalyser } from './analyse';
import { BomRefusedError } from './errors';
import { defaultLimits } from './limits';

const root =
  process.env.WAYMARK_CONFORMANCE_DIR ??
  resolve(__dirname, '../../../../../shared/conformance');

/**
 * Named `informal-*` or `skip_*` by their authors: wrong in a way that no
 * schema of that version can tell. They must be read without a crash.
 */
const beyondSchemas = /^(informal-|skip_)/;

interface Verdict {
  refused: string | null;
  valid: boolean;
  issues: unknown[];
}

async function judge(bytes: Buffer): Promise<Verdict> {
  const analyser = new DocumentAnalyser(defaultLimits);
  return judgeWith(analyser, bytes);
}

async function judgeWith(
  analyser: DocumentAnalyser,
  bytes: Buffer,
): Promise<Verdict> {
  try {
    const { bom } = await analyser.analyse(bytes);
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
      const verdict = await judgeWith(analyser, bytes);
      const expected = name.startsWith('valid-');
      if (verdict.valid !== expected && !beyondSchemas.test(name)) {
        wrong.push({ file, ...verdict });
      }
    }
    expect(wrong).toEqual([]);
  });

  it('parses what is JSON and refuses what is not', async () => {
    const folder = join(root, 'json-parsing');
    const wrong: unknown[] = [];
    for (const file of filesOf(folder, '.json')) {
      const verdict = await judge(readFileSync(join(folder, file)));
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
