import { closeSync, openSync, writeSync } from 'node:fs';

/** Size and form of a generated document. */
export interface DocumentOptions {
  /** Number of components; leave out when `bytes` is given. */
  components?: number;
  /** Adds components until the document has at least this size. */
  bytes?: number;
  format?: 'json' | 'xml';
  /** Changes every version, so that the content differs. Default 1. */
  seed?: number;
  /** Default 1.6. */
  specVersion?: string;
  /** Changes serial number and timestamp only. Default 0. */
  run?: number;
}

type Bom = Record<string, unknown>;
interface Component extends Bom {
  'bom-ref': string;
  name: string;
  version: string;
}

const LICENCES = ['MIT', 'Apache-2.0', 'ISC', 'BSD-3-Clause', 'BSD-2-Clause'];
const WORDS = ['stream', 'parse', 'http', 'util', 'core', 'react', 'hash'];
const DIRECT = 40;
const FLUSH = 1 << 20;

function headOf({ specVersion = '1.6', run = 0, seed = 1 }: DocumentOptions) {
  const serial = String(seed * 1_000_000 + run).padStart(12, '0');
  return {
    specVersion,
    serialNumber: `urn:uuid:3e671687-395b-41f5-a30f-${serial}`,
    timestamp: new Date(1_780_000_000_000 + run * 60_000).toISOString(),
  };
}

function nameAt(index: number): { group: string | null; name: string } {
  const words = [index % 7, Math.floor(index / 7) % 7].map(at => WORDS[at]);
  const group = index % 5 === 0 ? `@scope-${index % 97}` : null;
  return { group, name: `${words.join('-')}-${index}` };
}

function versionAt(index: number, { seed = 1 }: DocumentOptions): string {
  return `${index % 20}.${(index * 7) % 30}.${seed}`;
}

function refAt(index: number, options: DocumentOptions): string {
  const { group, name } = nameAt(index);
  const path = group ? `${group.replace('@', '%40')}/${name}` : name;
  return `pkg:npm/${path}@${versionAt(index, options)}`;
}

/** Deterministic hexadecimal digits; no real digest is needed. */
function digits(index: number, length: number): string {
  let text = '';
  let state = (index * 2654435761 + 12345) >>> 0;
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}

/** One component, the same for the same index and seed. */
export function componentAt(
  index: number,
  options: DocumentOptions = {},
): Component {
  const { group, name } = nameAt(index);
  const site = `https://code.example.org/${group ?? 'team'}/${name}`;
  return {
    type: 'library',
    'bom-ref': refAt(index, options),
    author: `Author ${index % 400} <author${index % 400}@example.org>`,
    ...(group && { group }),
    name,
    version: versionAt(index, options),
    description: `The ${name} library, with the functions that ${name} needs`,
    scope: index % 10 === 0 ? 'optional' : 'required',
    hashes: [{ alg: 'SHA-512', content: digits(index, 128) }],
    licenses:
      index % 50 === 49
        ? []
        : [{ license: { id: LICENCES[index % LICENCES.length] } }],
    purl: refAt(index, options),
    externalReferences: [
      { type: 'website', url: `${site}#readme`, comment: 'from "homepage"' },
      { type: 'issue-tracker', url: `${site}/issues`, comment: 'from "bugs"' },
      { type: 'vcs', url: `git+${site}.git`, comment: 'from "repository"' },
      {
        type: 'distribution',
        url: `https://packages.example.org/${name}/-/${name}.tgz`,
        hashes: [{ alg: 'SHA-512', content: digits(index, 128) }],
        comment: 'as detected from the lock file',
      },
    ],
    properties: [
      { name: 'cdx:npm:package:path', value: `node_modules/${name}` },
      { name: 'cdx:npm:package:development', value: 'false' },
    ],
  };
}

function rootTargets(count: number, options: DocumentOptions): string[] {
  const direct = Array.from({ length: Math.min(DIRECT, count) });
  return direct.map((_, index) => refAt(index, options));
}

/** Each depends on up to three later ones, so that all are reached. */
function targetsOf(
  index: number,
  count: number,
  options: DocumentOptions,
): string[] {
  return [index * 2 + DIRECT, index * 2 + DIRECT + 1, index + 17]
    .filter((target, at, all) => target < count && all.indexOf(target) === at)
    .map(target => refAt(target, options));
}

const jsonForm = {
  begin({ specVersion, serialNumber, timestamp }: ReturnType<typeof headOf>) {
    const head = {
      bomFormat: 'CycloneDX',
      specVersion,
      serialNumber,
      version: 1,
      metadata: {
        timestamp,
        tools: [{ vendor: 'Example', name: 'generator', version: '1.0.0' }],
        component: {
          type: 'application',
          'bom-ref': 'root',
          name: 'service',
          version: '1.0.0',
        },
      },
    };
    return `${JSON.stringify(head).slice(0, -1)},"components":[`;
  },
  component(component: Component, first: boolean) {
    return `${first ? '' : ','}\n${JSON.stringify(component)}`;
  },
  between() {
    return '],"dependencies":[';
  },
  dependency(ref: string, dependsOn: string[], first: boolean) {
    return `${first ? '' : ','}\n${JSON.stringify({ ref, dependsOn })}`;
  },
  end() {
    return ']}\n';
  },
};

const xmlForm = {
  begin({ specVersion, serialNumber, timestamp }: ReturnType<typeof headOf>) {
    return `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/${specVersion}" serialNumber="${serialNumber}" version="1">
<metadata><timestamp>${timestamp}</timestamp><tools><tool><vendor>Example</vendor><name>generator</name><version>1.0.0</version></tool></tools>
<component type="application" bom-ref="root"><name>service</name><version>1.0.0</version></component></metadata>
<components>`;
  },
  component(component: Component) {
    return `\n${componentXml(component)}`;
  },
  between() {
    return '</components>\n<dependencies>';
  },
  dependency(ref: string, dependsOn: string[]) {
    const inner = dependsOn.map(to => `<dependency ref="${escape(to)}"/>`);
    return `\n<dependency ref="${escape(ref)}">${inner.join('')}</dependency>`;
  },
  end() {
    return '</dependencies>\n</bom>\n';
  },
};

/** Elements in the order of the XML schema. */
function componentXml(component: Component): string {
  const licences = component.licenses as { license: { id: string } }[];
  const hashes = (list: unknown) =>
    (list as { alg: string; content: string }[])
      .map(hash => `<hash alg="${hash.alg}">${hash.content}</hash>`)
      .join('');
  const references = (component.externalReferences as Bom[])
    .map(
      one =>
        `<reference type="${one.type}"><url>${escape(one.url)}</url>` +
        `<comment>${escape(one.comment)}</comment>` +
        `${
          one.hashes ? `<hashes>${hashes(one.hashes)}</hashes>` : ''
        }</reference>`,
    )
    .join('');
  const properties = (component.properties as { name: string; value: string }[])
    .map(({ name, value }) => `<property name="${name}">${value}</property>`)
    .join('');
  const simple = (name: string) =>
    component[name] === undefined
      ? ''
      : `<${name}>${escape(component[name])}</${name}>`;
  const licence = licences.map(
    ({ license }) => `<license><id>${license.id}</id></license>`,
  );
  return (
    `<component type="library" bom-ref="${escape(component['bom-ref'])}">` +
    `${['author', 'group', 'name', 'version', 'description', 'scope']
      .map(simple)
      .join('')}` +
    `<hashes>${hashes(component.hashes)}</hashes>` +
    `<licenses>${licence.join('')}</licenses>${simple('purl')}` +
    `<externalReferences>${references}</externalReferences>` +
    `<properties>${properties}</properties></component>`
  );
}

function escape(value: unknown): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * Writes a document such as a package manager's CycloneDX tool makes it: about
 * 1.7 kB of JSON per component. Streams, whatever the size. Returns the number
 * of components.
 */
export function writeDocument(file: string, options: DocumentOptions): number {
  const fd = openSync(file, 'w');
  let batch = '';
  let size = 0;
  const put = (text: string) => {
    batch += text;
    if (batch.length > FLUSH) {
      size += writeSync(fd, batch);
      batch = '';
    }
  };
  const wanted = options.bytes ?? Infinity;
  // What an entry of the graph adds, about.
  const enough = (index: number) =>
    options.bytes === undefined
      ? index >= (options.components ?? 1000)
      : size + batch.length + index * 200 >= wanted;
  const form = options.format === 'xml' ? xmlForm : jsonForm;
  try {
    put(form.begin(headOf(options)));
    let count = 0;
    for (; !enough(count); count += 1) {
      put(form.component(componentAt(count, options), count === 0));
    }
    put(form.between());
    put(form.dependency('root', rootTargets(count, options), true));
    for (let index = 0; index < count; index += 1) {
      const targets = targetsOf(index, count, options);
      put(form.dependency(refAt(index, options), targets, false));
    }
    put(form.end());
    writeSync(fd, batch);
    return count;
  } finally {
    closeSync(fd);
  }
}
