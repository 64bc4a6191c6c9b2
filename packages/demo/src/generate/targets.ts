/** How the document of one service is made; one maker per ecosystem. */
export type Ecosystem =
  | 'npm'
  | 'yarn'
  | 'python-environment'
  | 'python-requirements'
  | 'go'
  | 'maven'
  | 'cargo';

/** One document to generate: `examples/boms/<service>/<state>.<slot>.cdx.<ext>`. */
export interface Target {
  service: string;
  /** Folder below `examples/services/<service>` that holds the lock file. */
  state: '2026-08' | '2026-11';
  ecosystem: Ecosystem;
  slot: 'source' | 'image';
  specVersion: string;
  format: 'json' | 'xml';
  /** Compressed documents are sent as they are, with `Content-Encoding: gzip`. */
  gzip: boolean;
}

type Row = [
  service: string,
  ecosystem: Ecosystem,
  specVersion: string,
  format?: 'json' | 'xml',
];

// Spec versions and formats differ on purpose: a company has not one tool.
const sources: Row[] = [
  ['account-web', 'npm', '1.5'],
  ['cart', 'npm', '1.6', 'xml'],
  ['chat-assistant', 'npm', '1.7'],
  ['checkout', 'npm', '1.6'],
  ['edge-router', 'npm', '1.6'],
  ['email-sender', 'npm', '1.5'],
  ['fx-rates', 'npm', '1.2'],
  ['invoices', 'npm', '1.6'],
  ['refunds', 'npm', '1.4'],
  ['reports', 'npm', '1.4', 'xml'],
  ['returns', 'npm', '1.3'],
  ['storefront', 'npm', '1.6'],
  ['waymark-portal', 'yarn', '1.6'],
  ['exports', 'python-requirements', '1.4'],
  ['feature-store', 'python-environment', '1.6'],
  ['warehouse-loader', 'python-environment', '1.5', 'xml'],
  ['inventory', 'go', '1.5'],
  ['metrics-api', 'go', '1.6', 'xml'],
  ['ledger', 'maven', '1.6', 'xml'],
  ['payouts', 'maven', '1.5'],
  ['message-templates', 'cargo', '1.3', 'xml'],
  ['sessions', 'cargo', '1.5'],
];

const images: Row[] = [
  ['edge-router', 'npm', '1.6'],
  ['inventory', 'go', '1.5'],
];

/** Every document of the demo company, both states of each. */
export function allTargets(): Target[] {
  const of = (rows: Row[], slot: Target['slot']) =>
    rows.flatMap(([service, ecosystem, specVersion, format = 'json']) =>
      (['2026-08', '2026-11'] as const).map(state => ({
        service,
        state,
        ecosystem,
        slot,
        specVersion,
        format,
        gzip: ecosystem === 'yarn',
      })),
    );
  return [...of(sources, 'source'), ...of(images, 'image')];
}

/** Path of a target's document below `examples/boms`. */
export function documentPath(target: Target): string {
  const ending = `${target.format}${target.gzip ? '.gz' : ''}`;
  return `${target.service}/${target.state}.${target.slot}.cdx.${ending}`;
}
