import type { Evidence } from '@waymark/policy-engine';
import { readCatalog, withPortalFacts } from './facts/catalog';
import { readTemplate } from './facts/template';
import { readTools } from './facts/tools';
import { readImages } from './images/images';
import { readLlm } from './llm/llm';
import { readLockfiles } from './lockfiles/lockfiles';
import { ManifestSource } from './manifests/ManifestSource';
import { readManifests } from './manifests/manifests';
import { readOtel } from './otel/otel';
import { Repository } from './repository/Repository';
import { readComponents } from './sbom/components';
import { type BomFile, readBomFile } from './sbom/readBom';
import { readSbom } from './sbom/sbom';
import { readSecrets } from './secrets/secrets';
import { SectionBook, SectionGap } from './sections';
import { readSuppressions } from './suppressions/suppressions';
import type { EvidenceOptions, SectionName } from './types';
import {
  readScan,
  readVulnerabilities,
} from './vulnerabilities/vulnerabilities';
import { readWorkflows } from './workflows/workflows';

const sections: readonly SectionName[] = [
  'sbom',
  'components',
  'lockfiles',
  'scan',
  'vulnerabilities',
  'images',
  'workflows',
  'secrets',
  'llm',
  'otel',
  'manifests',
  'attestations',
  'catalog',
  'template',
  'suppressions',
  'tools',
];

/**
 * Builds the evidence of one commit from its checked-out repository and from
 * what tools wrote about it. Nothing that a pipeline could claim to its own
 * advantage is in it: first sightings, baselines and attestations are the
 * portal's to add.
 *
 * A section that cannot be told in full is `failed`, and the reason goes to
 * `onStep`; the document holds by the schema whatever the repository holds.
 *
 * @throws PolicyEngineError `policy.invalid_evidence` where the options
 *   themselves do not hold, such as a commit that is no full SHA
 */
export async function buildEvidence(
  options: EvidenceOptions,
): Promise<Evidence> {
  const { entityRef, repositoryId, commit, artifactDigest } = options;
  const { stage, evaluatedAt, environment, changeSet } = options;
  const onStep = options.onStep ?? (() => {});
  const book = new SectionBook(
    {
      subject: { entityRef, repositoryId, commit, artifactDigest },
      context: { stage, evaluatedAt, environment, changeSet },
    },
    sections,
    onStep,
  );
  await buildDocuments(book, options);
  await buildTree(book, options);
  await book.build('attestations', () => {
    throw new SectionGap('not_connected');
  });
  return book.evidence;
}

/** A document is read once; each section that needs it meets its fault. */
function opened(file: string | null): () => Promise<BomFile | null> {
  let reading: Promise<BomFile | null> | undefined;
  return () => {
    reading ??= file === null ? Promise.resolve(null) : readBomFile(file);
    return reading;
  };
}

async function buildDocuments(
  book: SectionBook,
  options: EvidenceOptions,
): Promise<void> {
  const bom = opened(options.sbomFile);
  const scan = opened(options.vulnerabilitiesFile);
  const { entityRef, gitleaks } = options;
  await book.build('sbom', async () => readSbom(await bom(), entityRef));
  await book.build('components', async () => readComponents(await bom()));
  await book.build('scan', async () => readScan(await scan()));
  await book.build('vulnerabilities', async () =>
    readVulnerabilities(await scan()),
  );
  await book.build('tools', async () => {
    const programs = gitleaks ? [{ name: 'gitleaks', path: gitleaks }] : [];
    return readTools({ programs, documents: [await bom(), await scan()] });
  });
}

async function buildTree(
  book: SectionBook,
  options: EvidenceOptions,
): Promise<void> {
  let listing: Promise<Repository> | undefined;
  const tree = () => {
    listing ??= Repository.open(options.root);
    return listing;
  };
  let source: ManifestSource | undefined;
  const manifests = async () => {
    source ??= new ManifestSource(await tree(), options.kustomize ?? null);
    return source;
  };
  const bom = opened(options.sbomFile);
  await book.build('lockfiles', async () =>
    readLockfiles(await tree(), await bom().catch(() => null)),
  );
  await book.build('secrets', async () => {
    const repository = await tree();
    return readSecrets({
      root: options.root,
      report: options.secretsFile ?? null,
      gitleaks: options.gitleaks ?? null,
      isHeld: path => repository.has(path),
    });
  });
  await book.build('images', async () =>
    readImages(await tree(), await manifests()),
  );
  await book.build('workflows', async () => readWorkflows(await tree()));
  await book.build('manifests', async () => readManifests(await manifests()));
  await book.build('llm', async () => readLlm(await tree(), options.platform));
  await book.build('otel', async () =>
    readOtel(await tree(), await manifests()),
  );
  await book.build('template', async () => readTemplate(await tree()));
  await book.build('suppressions', async () => readSuppressions(await tree()));
  const catalog = async () => readCatalog(await tree(), options.entityRef);
  const { catalogFacts } = options;
  if (catalogFacts === undefined || catalogFacts === null) {
    await book.build('catalog', catalog);
  } else {
    const merged = async () =>
      withPortalFacts(catalogFacts, await catalog().catch(() => null));
    await book.build('catalog', merged, 'portal');
  }
}
