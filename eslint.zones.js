/**
 * Who may import whom. The table of docs/architecture.md, as lint rules: each
 * package's .eslintrc.js calls this, and every workspace package that the
 * table does not allow becomes a restricted import.
 */
const { readdirSync, existsSync } = require('node:fs');
const { basename, join } = require('node:path');
const factory = require('@backstage/cli/config/eslint-factory');

/** Domains a domain may depend on. Never the other way round. */
const domains = {
  sbom: [],
  'llm-proxy': [],
  scorecards: ['sbom', 'llm-proxy'],
  kpi: ['scorecards', 'sbom', 'llm-proxy'],
};

const seams = ['policy-node', 'identity-node', 'policy-engine'];

function workspaces() {
  return ['packages', 'plugins'].flatMap(parent =>
    readdirSync(join(__dirname, parent))
      .map(folder => join(__dirname, parent, folder))
      .filter(dir => existsSync(join(dir, 'package.json')))
      .map(dir => ({
        folder: basename(dir),
        parent,
        name: require(join(dir, 'package.json')).name,
      })),
  );
}

/** Folder names that the package in `folder` may import. */
function allowedFolders(folder, parent, all) {
  const commons = all.filter(name => name.endsWith('-common'));
  if (parent === 'packages') {
    return {
      app: all.filter(name => name in domains).concat('waymark-react'),
      backend: all.filter(name => /-backend(-module-\w+)?$/.test(name)),
      cli: [...commons, 'policy-engine'],
      demo: commons,
      'policy-engine': [],
    }[folder];
  }
  const module = /^(catalog|scaffolder)-backend-module-/.test(folder);
  if (module) {
    return [...commons, 'identity-node', 'waymark-node'];
  }
  if (/^waymark-(node|react)$/.test(folder) || folder.endsWith('-common')) {
    return [];
  }
  if (folder === 'policy-node') {
    return ['policy-engine'];
  }
  if (folder === 'identity-node') {
    return [];
  }
  const domain = folder.replace(/-(backend|node)$/, '');
  const others = domains[domain];
  if (!others) {
    return undefined;
  }
  if (folder.endsWith('-backend')) {
    return [
      ...[domain, ...others].flatMap(d => [`${d}-common`, `${d}-node`]),
      'waymark-node',
      ...seams,
    ];
  }
  if (folder.endsWith('-node')) {
    return [`${domain}-common`, ...seams];
  }
  return [domain, ...others].map(d => `${d}-common`).concat('waymark-react');
}

function restrictedPackages(dir) {
  const all = workspaces();
  const self = all.find(
    w => join(__dirname, w.parent, w.folder) === dir.replace(/\/$/, ''),
  );
  const allowed = allowedFolders(
    self.folder,
    self.parent,
    all.map(w => w.folder),
  );
  if (!allowed) {
    throw new Error(
      `${self.folder} has no row in eslint.zones.js: say what it may import`,
    );
  }
  return all.filter(w => w !== self && !allowed.includes(w.folder));
}

/** Hosts take a plugin as a whole: its default export, nothing inside it. */
const hostSyntax = [
  {
    selector:
      'ImportDeclaration[source.value=/^@waymark\\u002fbackstage-plugin-(?!waymark-react)/] > :not(ImportDefaultSpecifier, Literal)',
    message: 'A host imports only the default export of a plugin.',
  },
];

module.exports = function waymarkConfig(dir) {
  const restricted = restrictedPackages(dir);
  const isHost = /packages\/(app|backend)\/?$/.test(dir);
  const config = {
    restrictedImports: restricted.map(({ folder, name }) => ({
      name,
      message: `${basename(
        dir,
      )} may not import ${folder}; see docs/architecture.md.`,
    })),
    restrictedImportPatterns: [
      ...restricted.map(({ name }) => `${name}/*`),
      '@backstage/*/alpha',
    ],
    rules: {
      '@backstage/no-mixed-plugin-imports': 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
    },
    tsRules: { '@typescript-eslint/no-explicit-any': 'error' },
    testRules: {
      '@typescript-eslint/no-explicit-any': 'off',
      'max-lines': 'off',
    },
  };
  const result = factory(dir, config);
  if (isHost) {
    result.rules['no-restricted-syntax'].push(...hostSyntax);
  }
  // Alpha exports may move with every release, so the files that use them are
  // the few that wire things up.
  const [severity, options] = result.rules['no-restricted-imports'];
  result.overrides.push({
    files: [
      'src/plugin.ts?(x)',
      'src/extensions/**',
      'src/actions/**',
      'src/modules/**',
      'src/App.tsx',
    ],
    rules: {
      'no-restricted-imports': [
        severity,
        {
          ...options,
          patterns: options.patterns.filter(p => p !== '@backstage/*/alpha'),
        },
      ],
    },
  });
  return result;
};
