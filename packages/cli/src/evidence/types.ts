import type { Evidence } from '@waymark/policy-engine';

/** Sections of the evidence document, by name. */
export type SectionName = Exclude<
  keyof Evidence,
  'schema' | 'subject' | 'context'
>;

/** What a section holds when it is there. */
export type SectionContent<K extends SectionName> = Omit<
  Extract<Evidence[K], { status: 'ok' }>,
  'status' | 'origin'
>;

/** One item of a section that is a list. */
export type ItemOf<K extends SectionName> = SectionContent<K> extends {
  items: (infer T)[];
}
  ? T
  : never;

/** What the platform tells the builder; the repository has no say in it. */
export interface EvidencePlatform {
  /** Hosts of the platform's own proxy to models. */
  llmProxyHosts: string[];
}

/** See `buildEvidence`. */
export interface EvidenceOptions {
  /** Folder of the checked-out repository. */
  root: string;
  entityRef: string;
  repositoryId: string | null;
  /** Full SHA of the commit that is checked out. */
  commit: string;
  /** `sha256:` and hex of the artifact, where one was built. */
  artifactDigest: string | null;
  stage: 'pull_request' | 'main' | 'deploy';
  /** Epoch seconds. */
  evaluatedAt: number;
  environment: string | null;
  /** Paths that the change touches; null where that is not known. */
  changeSet: string[] | null;
  /** CycloneDX or SPDX document of the service. */
  sbomFile: string | null;
  /** CycloneDX document of a scanner (Grype, Trivy). */
  vulnerabilitiesFile: string | null;
  /** JSON report of gitleaks; without it, gitleaks is run. */
  secretsFile?: string | null;
  /** Path of the gitleaks program; default: absent. */
  gitleaks?: string;
  /** Path of the kustomize program; default: manifests are read as they lie. */
  kustomize?: string;
  /** The portal's facts of the entity; they win over the repository's. */
  catalogFacts?: unknown;
  platform: EvidencePlatform;
  /** Told of each step, and of each section that could not be built. */
  onStep?: (text: string) => void;
}
