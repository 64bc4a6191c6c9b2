import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, type Operation } from 'fast-json-patch';

/** The root of the project. */
export const root = join(__dirname, '..', '..', '..', '..');

interface Fixtures {
  clean: Record<string, any>;
  snapshot: Record<string, any>;
  secret: Record<string, any>;
  request: Record<string, any>;
}

/** The fixtures that the tests of the policy share. */
export function readFixtures(): Fixtures {
  const file = join(root, 'policy', 'fixtures', 'fixtures.json');
  return JSON.parse(readFileSync(file, 'utf8')).fixtures;
}

interface Case {
  rule: string;
  name: string;
  /** Rules that are expected beside the manifest's; no engine is asked for them. */
  expected?: string[];
  patches: Operation[];
  platform: Record<string, any>;
}

/** The cases of the rules' own tests, as patches of a clean document. */
function cases(name: string, clean: Record<string, any>): Sample[] {
  const file = join(root, 'policy', 'fixtures', `${name}.json`);
  const table: Case[] = JSON.parse(readFileSync(file, 'utf8'))[name];
  return table
    .filter(({ expected }) => !expected)
    .map(({ rule, name: title, patches, platform }) => ({
      name: `${rule} ${title}`,
      input: {
        ...applyPatch(structuredClone(clean), patches).newDocument,
        platform,
      },
    }));
}

/** A document, and what is special about it. */
export interface Sample {
  name: string;
  input: Record<string, any>;
}

const strange = [null, '', [], {}, -1, 'x', true, 2 ** 40];

/** Every path of a document, whose value is then replaced, in turn, by strange ones. */
function mutations(document: Record<string, any>): Sample[] {
  return pathsOf(document).flatMap((path, index) => [
    { name: `without ${path.join('.')}`, input: changed(document, path) },
    {
      name: `strange ${path.join('.')}`,
      input: changed(document, path, strange[index % strange.length]),
    },
  ]);
}

function pathsOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) => [
    [...at, key],
    ...pathsOf(child, [...at, key]),
  ]);
}

function changed(
  document: Record<string, any>,
  path: string[],
  value?: unknown,
): Record<string, any> {
  const copy = structuredClone(document);
  const last = path[path.length - 1];
  const parent = path.slice(0, -1).reduce((node, key) => node[key], copy);
  parent[last] = value;
  return copy;
}

/**
 * Clean documents at each stage, with exceptions, with each field missing or
 * strange, each case of each rule, and hostile ones; over 400.
 */
export function evidenceCorpus(): Sample[] {
  const { clean, snapshot, secret } = readFixtures();
  const leaked = {
    ...clean,
    secrets: { ...clean.secrets, items: [secret] },
  };
  const staged = ['pull_request', 'main', 'deploy', 'weekend'].map(stage => ({
    name: `at ${stage}`,
    input: { ...clean, context: { ...clean.context, stage } },
  }));
  const excepted = [
    snapshot,
    { ...snapshot, signed: false },
    { ...snapshot, entityRef: 'component:default/other' },
    { ...snapshot, validUntil: 0 },
    { ...snapshot, items: [null, 1, {}] },
  ].map((exceptions, index) => ({
    name: `exceptions ${index}`,
    input: { ...leaked, platform: { exceptions } },
  }));
  return [
    ...staged,
    ...excepted,
    { name: 'leaked', input: leaked },
    ...cases('evidence_cases', clean),
    ...hostile(clean),
    ...mutations(clean),
    ...mutations(leaked.secrets.items[0]).map(({ name, input }) => ({
      name: `secret ${name}`,
      input: { ...leaked, secrets: { ...clean.secrets, items: [input] } },
    })),
  ];
}

function hostile(clean: Record<string, any>): Sample[] {
  const name = 'é\u0000\u2028"\\%s%d 😀';
  const component = clean.components.items[0];
  return [
    { name: 'nothing', input: {} },
    { name: 'only a platform', input: { platform: { exceptions: 7 } } },
    {
      name: 'text of all kinds',
      input: {
        ...clean,
        secrets: {
          ...clean.secrets,
          items: [{ rule: name, file: name, line: null, fingerprint: name }],
        },
      },
    },
    {
      name: 'many of one kind',
      input: {
        ...clean,
        components: {
          ...clean.components,
          items: Array.from({ length: 300 }, (_, n) => ({
            ...component,
            name: `c${n}`,
            purl: n % 2 === 0 ? null : component.purl,
          })),
        },
      },
    },
  ];
}

/** Requests for models: each case of each rule, each field missing or strange. */
export function requestCorpus(): Sample[] {
  const { request } = readFixtures();
  return [
    { name: 'clean', input: request },
    ...cases('request_cases', request),
    ...mutations(request),
  ];
}
