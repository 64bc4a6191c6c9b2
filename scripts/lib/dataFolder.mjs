import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Where things are in a data folder. */
export function layout(data) {
  return {
    credentials: join(data, 'dev-credentials.json'),
    config: join(data, 'app-config.generated.yaml'),
    database: join(data, 'db'),
    documents: join(data, 'sbom-documents'),
    audit: join(data, 'llm-audit'),
    evidence: join(data, 'evidence'),
    policies: join(data, 'policy'),
    log: join(data, 'backend.log'),
    seeded: join(data, 'seeded'),
    lock: join(data, 'portal.pid'),
  };
}

/**
 * The development tokens and what each may do: a token for each purpose, so
 * that a snippet of the docs can do no more than a CI pipeline could.
 */
const purposes = {
  ciToken: {
    subject: 'development-ci',
    restrictions: [
      { plugin: 'sbom', permission: 'sbom.bom.create' },
      { plugin: 'scorecards', permission: 'scorecards.evidence.create' },
    ],
  },
  importToken: {
    subject: 'development-import',
    restrictions: [
      {
        plugin: 'sbom',
        permission: ['sbom.bom.create', 'sbom.bom.import'],
      },
      {
        plugin: 'llm-proxy',
        permission: ['llm-proxy.usage.import', 'llm-proxy.key.create'],
      },
      {
        plugin: 'scorecards',
        permission: [
          'scorecards.evidence.create',
          'scorecards.evidence.import',
        ],
      },
      { plugin: 'catalog', permission: 'catalog.entity.read' },
    ],
  },
};

/**
 * Makes a data folder ready for a backend: its credentials (made once for each
 * folder, readable by its owner alone) and the configuration that holds for
 * this folder and port.
 *
 * @param appUrl the portal's address where it is not the API's own (the
 *   development server)
 */
export function prepareDataFolder({ data, port, appUrl }) {
  const files = layout(data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  mkdirSync(files.database, { recursive: true });
  mkdirSync(files.documents, { recursive: true });

  const baseUrl = `http://127.0.0.1:${port}`;
  const kept = readCredentials(files.credentials);
  const credentials = {
    baseUrl,
    ...tokens(kept),
    // For official clients of model providers: base URL, key and model.
    llmBaseUrl: `${baseUrl}/api/llm-proxy/v1`,
    llmToken: kept.llmToken,
    llmModel: 'standard',
  };
  writePrivate(files.credentials, credentials);
  // JSON is YAML.
  writePrivate(
    files.config,
    generatedConfig({ baseUrl, appUrl, port, files, credentials }),
  );
  return { files, credentials };
}

/**
 * Adds the key that the running backend made for its guest, unless this folder
 * has one that is still good: keys end after a month.
 *
 * @param create asks the backend for a key
 * @param isGood asks the backend whether a key is good
 */
export async function ensureLlmToken({ files, credentials }, create, isGood) {
  const { llmToken } = credentials;
  if (!llmToken || !(await isGood(llmToken))) {
    credentials.llmToken = await create();
    writePrivate(files.credentials, credentials);
  }
}

function readCredentials(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function tokens(kept) {
  return Object.fromEntries(
    Object.keys(purposes).map(purpose => [
      purpose,
      kept[purpose] ?? randomBytes(24).toString('base64url'),
    ]),
  );
}

function generatedConfig({ baseUrl, appUrl, port, files, credentials }) {
  return {
    app: { baseUrl: appUrl ?? baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port },
      cors: { origin: appUrl ?? baseUrl },
      database: {
        client: 'better-sqlite3',
        connection: { directory: files.database },
      },
      auth: {
        externalAccess: Object.entries(purposes).map(
          ([purpose, { subject, restrictions }]) => ({
            type: 'static',
            options: { token: credentials[purpose], subject },
            accessRestrictions: restrictions,
          }),
        ),
      },
    },
    sbom: { documents: { directory: files.documents } },
    llmProxy: { audit: { directory: files.audit } },
    policy: { history: { directory: files.policies } },
    scorecards: { evidence: { directory: files.evidence } },
  };
}

function writePrivate(file, content) {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  // The mode above counts only for a new file.
  chmodSync(file, 0o600);
}
