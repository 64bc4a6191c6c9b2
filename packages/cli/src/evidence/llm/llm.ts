import type { Repository } from '../repository/Repository';
import { flatMapAsync } from '../repository/values';
import type { EvidencePlatform, ItemOf, SectionContent } from '../types';
import { baseUrlVariables, providers, sdks } from './providers';

type Use = ItemOf<'llm'>;

/** Files whose text decides where a service sends its prompts. */
const SOURCE =
  /(\.([cm]?[jt]sx?|go|py|java|kt|kts|scala|groovy|rb|php|cs|rs|sh|ya?ml|json|toml|ini|cfg|conf|properties|env|tf|tfvars|xml|gradle)|(^|\/)(\.env[\w.-]*|Dockerfile[\w.-]*|[\w.-]+\.Dockerfile|Makefile))$/i;

/** Lock files and their like name hosts that nothing is sent to. */
const NOT_SOURCE =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|[\w.-]*\.cdx\.json|bom\.json)$|\.min\.js$/;

/** A file without any of these names neither a provider nor an SDK. */
const HINTS = [
  ...new Set(providers.flatMap(({ name, host }) => [name, registrable(host)])),
  ...['gemini', 'litellm', 'langchain', 'ai-sdk'],
];

const HOST = /(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}\b/gi;
const BASE_URL = /\b(?:base_?url|api_?base|endpoint)\b/i;
const URL_HOST = /https?:\/\/(?:[^\s/"'`@]*@)?([a-z0-9.-]+)/i;
const LOOPBACK =
  /^(localhost|127(\.\d+){3}|0\.0\.0\.0|host\.docker\.internal)$/;

function registrable(host: string): string {
  return host.split('.').slice(-2).join('.');
}

/** Where the repository's text sends prompts to. */
export async function readLlm(
  repository: Repository,
  platform: EvidencePlatform,
): Promise<SectionContent<'llm'>> {
  const own = new Set(platform.llmProxyHosts.map(host => host.toLowerCase()));
  const files = repository.files.filter(
    path => SOURCE.test(path) && !NOT_SOURCE.test(path),
  );
  const items = await flatMapAsync(files, async file => {
    const text = await repository.textOrNull(file);
    return text === null ? [] : usesIn(file, text, own);
  });
  return { items };
}

function hasAny(text: string, hosts: ReadonlySet<string>): boolean {
  return [...hosts].some(host => text.includes(host));
}

/** Uses in one file; each host is told once, at its first line. */
function usesIn(file: string, text: string, own: ReadonlySet<string>): Use[] {
  const uses = new Map<string, Use>();
  const lower = text.toLowerCase();
  if (!HINTS.some(hint => lower.includes(hint)) && !hasAny(lower, own)) {
    return [];
  }
  const add = (use: Use) => {
    const key = `${use.kind}|${use.host}`;
    uses.set(key, uses.get(key) ?? use);
  };
  const hasSdk = sdks.test(text);
  text.split('\n').forEach((content, index) => {
    const line = index + 1;
    for (const [found] of content.matchAll(HOST)) {
      const host = found.toLowerCase();
      const known = providers.find(({ pattern }) => pattern.test(host));
      if (known) {
        add({
          kind: 'host',
          host: known.host,
          provider: known.name,
          file,
          line,
        });
      } else if (own.has(host)) {
        add({ kind: 'host', host, provider: null, file, line });
      }
    }
    const sets =
      baseUrlVariables.test(content) || (hasSdk && BASE_URL.test(content));
    const host = sets ? URL_HOST.exec(content)?.[1].toLowerCase() : undefined;
    if (host && !LOOPBACK.test(host)) {
      const known = providers.find(({ pattern }) => pattern.test(host));
      add({
        kind: 'base_url',
        host: known?.host ?? host,
        provider: known?.name ?? null,
        file,
        line,
      });
    }
  });
  return [...uses.values()];
}
