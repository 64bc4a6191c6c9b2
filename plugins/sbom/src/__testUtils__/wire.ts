import type {
  BomComponent,
  BomHead,
  BomSummary,
  BomUpload,
} from '@waymark/backstage-plugin-sbom-common';

/** A time so many days before now. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

export function head(over: Partial<BomHead> = {}): BomHead {
  return {
    slot: 'source',
    channel: 'main',
    uploadId: 'u-new',
    state: 'fresh',
    effectiveAt: daysAgo(0.125),
    commit: '8d41e07aab12',
    components: 412,
    direct: 38,
    quality: 86,
    withoutLicence: 14,
    sinceLast: { fromUploadId: 'u-old', added: 2, removed: 1, changed: 5 },
    ...over,
  };
}

export function summary(
  name: string,
  over: Partial<BomSummary> = {},
): BomSummary {
  const main = over.main === undefined ? head() : over.main;
  return {
    entityRef: `component:default/${name}`,
    state: main?.state ?? 'none',
    main,
    heads: main ? [main] : [],
    lastRefusal: null,
    ...over,
  };
}

export function component(over: Partial<BomComponent> = {}): BomComponent {
  return {
    id: 'c-undici',
    purl: 'pkg:npm/undici@6.19.8',
    packageKey: 'pkg:npm/undici',
    type: 'library',
    group: null,
    name: 'undici',
    version: '6.19.8',
    licences: ['MIT'],
    direct: false,
    scope: 'required',
    ...over,
  };
}

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

export function upload(over: Partial<BomUpload> = {}): BomUpload {
  return {
    uploadId: 'u-new',
    entityRef: 'component:default/checkout',
    slot: 'source',
    channel: 'main',
    commit: '8d41e07aab12',
    ref: 'main',
    imageDigest: null,
    runUrl: null,
    principal: 'external:ci',
    blobDigest: digest('a'),
    contentDigest: digest('b'),
    sizeBytes: 1_432_112,
    format: 'json',
    specVersion: '1.6',
    serialNumber: null,
    bomVersion: null,
    tool: { name: 'cdxgen', version: '11.2.0' },
    generatedAt: null,
    receivedAt: daysAgo(0.125),
    effectiveAt: daysAgo(0.125),
    imported: false,
    components: 412,
    direct: 38,
    withoutLicence: 14,
    unchanged: false,
    head: true,
    quality: {
      score: 85,
      checks: [
        { id: 'purls', passed: 382, total: 412, weight: 20 },
        { id: 'graph', passed: 1, total: 1, weight: 15 },
      ],
    },
    issues: [],
    issueCount: 0,
    ...over,
  };
}
