import Ajv, {
  type FuncKeywordDefinition,
  type SchemaValidateFunction,
} from 'ajv';
import addFormats from 'ajv-formats';
import addDraft2019Formats from 'ajv-formats-draft2019';
import { readSchema } from '../schemas';
import { createPattern } from './pattern';
import { firstRepeat } from './unique';

/** RFC 5321 section 4.5.3.1.3: a path has at most 256 octets. */
const LONGEST_EMAIL = 320;

/** E-mail verdicts that are remembered: authors repeat, the grammar is slow. */
const REMEMBERED = 10_000;

/**
 * Ajv as the official library sets it up, with differences that change no verdict:
 * `uniqueItems` in linear time, hashes told by their length first, and all
 * errors instead of the first.
 */
export function createAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    addUsedSchema: false,
    code: { regExp: patternEngine() },
    validateSchema: false,
    schemas: Object.fromEntries(
      ['spdx', 'jsf-0.82', 'cryptography-defs'].map(name => {
        const schema = readSchema(name);
        const id = `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`;
        return [id, schema];
      }),
    ),
  });
  addFormats(ajv);
  addDraft2019Formats(ajv, { formats: ['idn-email'] });
  const email = ajv.formats['idn-email'];
  if (typeof email === 'function') {
    ajv.addFormat('idn-email', remember(email as (text: string) => boolean));
  }
  // Not checked by the official library either: real IRI references, such as
  // those of its own test cases, fail the available implementations.
  ajv.addFormat('iri-reference', true);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword(linearUniqueItems());
  return ajv;
}

/** `code` is for compiled schemas that are kept as text; ours are not. */
function patternEngine() {
  const engine = (source: string, flags: string) =>
    createPattern(source, flags);
  return Object.assign(engine, { code: 'createPattern' });
}

function remember(check: (text: string) => boolean) {
  const verdicts = new Map<string, boolean>();
  return (text: string): boolean => {
    if (text.length > LONGEST_EMAIL) {
      return false;
    }
    let verdict = verdicts.get(text);
    if (verdict === undefined) {
      verdict = check(text);
      if (verdicts.size >= REMEMBERED) {
        verdicts.clear();
      }
      verdicts.set(text, verdict);
    }
    return verdict;
  };
}

/** Draft-07 validation 6.4.5, by canonical texts instead of all pairs. */
function linearUniqueItems(): FuncKeywordDefinition {
  const report: SchemaValidateFunction = (
    wanted: boolean,
    items: unknown[],
  ) => {
    const repeat = wanted && items.length > 1 ? firstRepeat(items) : null;
    if (!repeat) {
      return true;
    }
    const [i, j] = repeat;
    report.errors = [
      {
        keyword: 'uniqueItems',
        params: { i, j },
        message: `must not have the same item twice (${i} and ${j})`,
      },
    ];
    return false;
  };
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: true,
    validate: report,
  };
}
