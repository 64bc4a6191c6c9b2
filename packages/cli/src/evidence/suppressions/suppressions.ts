import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Repository } from '../repository/Repository';
import { flatMapAsync } from '../repository/values';
import type { ItemOf, SectionContent } from '../types';

type Suppression = ItemOf<'suppressions'>;

/** Files by which a repository would configure the platform's tools. */
const files: readonly [RegExp, string, string][] = [
  [/(^|\/)\.gitleaksignore$/, 'gitleaks', 'ignore-file'],
  [/(^|\/)\.?gitleaks\.toml$/, 'gitleaks', 'configuration'],
  [/(^|\/)\.trivyignore(\.ya?ml)?$/, 'trivy', 'ignore-file'],
  [/(^|\/)trivy\.ya?ml$/, 'trivy', 'configuration'],
  [/(^|\/)(\.grype\.ya?ml|\.grype\/config\.ya?ml)$/, 'grype', 'configuration'],
  [/(^|\/)(\.syft\.ya?ml|\.syft\/config\.ya?ml)$/, 'syft', 'configuration'],
  [/(^|\/)conftest\.toml$/, 'conftest', 'configuration'],
  [/(^|\/)osv-scanner\.toml$/, 'osv-scanner', 'configuration'],
  [/(^|\/)\.github\/actionlint\.ya?ml$/, 'actionlint', 'configuration'],
];

/** Comments that tell a tool to look away. */
const comments: readonly [RegExp, string][] = [
  [/gitleaks:allow/, 'gitleaks'],
  [/(?:#|\/\/|--|\/\*|<!--)\s*trivy:ignore:\S/, 'trivy'],
  [/(?:#|\/\/|\/\*)\s*nosec\b/i, 'gosec'],
  [/(?:#|\/\/|\/\*)\s*nosemgrep\b/, 'semgrep'],
  [/(?:#|\/\/)\s*checkov:skip=/, 'checkov'],
  [/(?:#|\/\/)\s*tfsec:ignore:/, 'tfsec'],
];

/** Bytes of a file that comments are looked for in, one after the other. */
const HINT =
  /gitleaks:allow|trivy:ignore|nosec|nosemgrep|checkov:skip|tfsec:ignore/i;

/** What in the repository tells a tool of the platform what to overlook. */
export async function readSuppressions(
  repository: Repository,
): Promise<SectionContent<'suppressions'>> {
  const items = await flatMapAsync(repository.files, async file => {
    const named = files.flatMap(([pattern, tool, kind]) =>
      pattern.test(file) ? [suppression(file, null, tool, kind, '')] : [],
    );
    // Such a file says all that it says by being there.
    return named.length > 0 ? named : commentsIn(repository, file);
  });
  return { items };
}

async function commentsIn(
  repository: Repository,
  file: string,
): Promise<Suppression[]> {
  if (isMedia(file)) {
    return [];
  }
  const text = await repository.textOrNull(file);
  if (text === null || !HINT.test(text)) {
    return [];
  }
  return text
    .split('\n')
    .flatMap((content, index) =>
      comments.flatMap(([pattern, tool]) =>
        pattern.test(content)
          ? [suppression(file, index + 1, tool, 'comment', content.trim())]
          : [],
      ),
    );
}

/** Of these no tool reads comments, and some are too large to read. */
function isMedia(file: string): boolean {
  return /^\.(png|jpe?g|gif|webp|ico|pdf|zip|gz|tgz|xz|zst|jar|war|mp[34]|mov|woff2?|ttf|wasm|so|dylib|dll|exe|db|sqlite|parquet|bin)$/i.test(
    posix.extname(file),
  );
}

/** Lines move: a comment is known by its text, hashed for it may be a secret. */
function suppression(
  file: string,
  line: number | null,
  tool: string,
  kind: string,
  content: string,
): Suppression {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const suffix = line === null ? '' : `:${hash}`;
  return {
    file,
    line,
    tool,
    kind,
    fingerprint: `${tool}:${kind}:${file}${suffix}`,
  };
}
