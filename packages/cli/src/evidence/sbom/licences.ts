import parse, { type Info, type LicenseInfo } from 'spdx-expression-parse';
import current from 'spdx-license-ids/index.json';
import deprecated from 'spdx-license-ids/deprecated.json';
import { array, at, type Json, string } from '../repository/values';

/** More alternatives than this are an attack, and count as not stated. */
const MAX_ALTERNATIVES = 64;

/** SPDX compares identifiers without letter case (Annex D of SPDX 2.3). */
export class LicenceReader {
  private readonly spelling = new Map(
    [...deprecated, ...current].map(id => [id.toLowerCase(), id]),
  );
  private readonly known = new Map<string, string[][]>();

  /**
   * Alternatives of a CycloneDX component: each is a list of licences that
   * hold together. Concluded ones win over declared ones. None: not stated.
   */
  alternatives(component: Json): string[][] {
    const stated = array(at(component, 'licenses'));
    const concluded = stated.filter(choice => acknowledged(choice));
    const choices = concluded.length > 0 ? concluded : stated;
    return combine(
      choices.flatMap(choice => {
        const text =
          string(at(choice, 'expression')) ??
          string(at(choice, 'license', 'id')) ??
          string(at(choice, 'license', 'name'));
        const read = text ? this.expression(text) : [];
        return read.length > 0 ? [read] : [];
      }),
    );
  }

  /** Alternatives of an expression, in disjunctive normal form. */
  expression(text: string): string[][] {
    const held = this.known.get(text);
    if (held) {
      return held;
    }
    const read = this.parse(text);
    this.known.set(text, read);
    return read;
  }

  private parse(text: string): string[][] {
    const spelt = text.trim();
    if (spelt === '' || /^(NOASSERTION|NONE|UNKNOWN)$/i.test(spelt)) {
      return [];
    }
    try {
      // Deep nesting is refused before the parser's recursion meets it.
      return spelt.length > 2_000 ? [] : this.normal(parse(this.spell(spelt)));
    } catch {
      return [[spelt]];
    }
  }

  private spell(text: string): string {
    return text.replace(/[\w.-]+/g, word => {
      const upper = word.toUpperCase();
      return ['AND', 'OR', 'WITH'].includes(upper)
        ? upper
        : this.spelling.get(word.toLowerCase()) ?? word;
    });
  }

  private normal(node: Info): string[][] {
    if (!('conjunction' in node)) {
      return [[licenceId(node)]];
    }
    const left = this.normal(node.left);
    const right = this.normal(node.right);
    return node.conjunction === 'or'
      ? capped([...left, ...right])
      : combine([left, right]);
  }
}

function acknowledged(choice: Json): boolean {
  return (
    at(choice, 'acknowledgement') === 'concluded' ||
    at(choice, 'license', 'acknowledgement') === 'concluded'
  );
}

/** Licences that hold at once: each alternative of one with each of the rest. */
function combine(parts: string[][][]): string[][] {
  if (parts.length === 0) {
    return [];
  }
  return parts.reduce((left, right) =>
    capped(left.flatMap(a => right.map(b => [...new Set([...a, ...b])]))),
  );
}

function capped(alternatives: string[][]): string[][] {
  return alternatives.length > MAX_ALTERNATIVES ? [] : alternatives;
}

/** The licences of GNU have names for "only" and "or later" since SPDX 3.0. */
function licenceId(node: LicenseInfo & { exception?: string }): string {
  const { license, plus, exception } = node;
  const gnu = /^(A|L)?GPL-\d\.\d$|^GFDL-\d\.\d$/.test(license);
  const suffix = plus ? '+' : '';
  const named = gnu
    ? `${license}${plus ? '-or-later' : '-only'}`
    : `${license}${suffix}`;
  return exception ? `${named} WITH ${exception}` : named;
}
