/** The parts of a package URL, decoded. */
export interface PurlParts {
  type: string;
  namespace: string | null;
  name: string;
  version: string | null;
  /** Sorted by key; null when there are none. */
  qualifiers: Record<string, string> | null;
  subpath: string | null;
}

type Part = 'namespace' | 'name' | 'version';

/** What one purl type adds to the general rules. */
export interface TypeRules {
  /** Parts whose case has no meaning. */
  lower?: Part[];
  /** Parts that must be there. */
  required?: Part[];
  /** Parts that must not be there. */
  prohibited?: Part[];
  /** Anything that the lists above cannot say. */
  normalise?(parts: PurlParts): void;
  /** False for parts that name no package of this type. */
  accepts?(parts: PurlParts): boolean;
}

const bothLower: TypeRules = { lower: ['namespace', 'name'] };

/**
 * Type definitions of the purl specification (types/*.json), as far as they
 * normalise or refuse anything.
 */
export const typeRules: Readonly<Record<string, TypeRules | undefined>> = {
  alpm: bothLower,
  apk: bothLower,
  bitbucket: bothLower,
  bitnami: { lower: ['name'] },
  brew: bothLower,
  'chrome-extension': {
    prohibited: ['namespace'],
    accepts: ({ name, version }) =>
      /^[a-p]{32}$/.test(name) &&
      (version === null || /^\d+(\.\d+){0,3}$/.test(version)),
  },
  composer: bothLower,
  conan: {
    accepts: ({ namespace, qualifiers }) =>
      namespace === null ? !qualifiers?.channel : qualifiers !== null,
  },
  // A distribution, not a module.
  cpan: { accepts: ({ name }) => !name.includes('::') },
  cran: { required: ['version'] },
  deb: bothLower,
  git: {
    normalise: parts => {
      // The namespace is the host; all of the path is the name.
      const [host, ...path] = (parts.namespace ?? '').split('/');
      parts.name = [...path, parts.name].join('/');
      parts.namespace = host === '' ? null : host;
      if (host === 'github') {
        parts.name = parts.name.toLowerCase();
      }
    },
  },
  github: bothLower,
  gitlab: bothLower,
  hex: bothLower,
  huggingface: { lower: ['version'] },
  julia: { accepts: ({ qualifiers }) => Boolean(qualifiers?.uuid) },
  luarocks: { lower: ['version'] },
  maven: { required: ['namespace'] },
  mlflow: {
    prohibited: ['namespace'],
    normalise: parts => {
      // Databricks ignores the case of names, Azure does not.
      if (parts.qualifiers?.repository_url?.includes('databricks')) {
        parts.name = parts.name.toLowerCase();
      }
    },
  },
  npm: bothLower,
  oci: { lower: ['name'], prohibited: ['namespace'] },
  otp: { lower: ['name'], prohibited: ['namespace'] },
  pub: {
    lower: ['name'],
    normalise: parts => {
      parts.name = parts.name.replaceAll('-', '_');
    },
    accepts: ({ name }) => /^[a-z0-9_]+$/.test(name),
  },
  pypi: {
    lower: ['namespace', 'name'],
    normalise: parts => {
      parts.name = parts.name.replaceAll('_', '-');
    },
  },
  qpkg: { lower: ['namespace'] },
  rpm: { lower: ['namespace'] },
  swift: { required: ['namespace', 'version'] },
  vcpkg: { prohibited: ['namespace'] },
  'vscode-extension': { required: ['namespace'] },
};
