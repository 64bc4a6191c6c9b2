import type { ManifestSource } from '../manifests/ManifestSource';
import type { Repository } from '../repository/Repository';
import type { SectionContent } from '../types';
import { findBootstrap } from './bootstrap';
import {
  ENVIRONMENT,
  listedAttributes,
  readDeclarative,
  type TelemetrySettings,
} from './declarative';
import { readStart, type Start } from './startCommand';

/** The SDK's own, when nobody says another (OTEL_TRACES_SAMPLER's default). */
const DEFAULT_SAMPLER = 'parentbased_always_on';

/** How the service reports on itself, as far as its repository tells. */
export async function readOtel(
  repository: Repository,
  manifests: ManifestSource,
): Promise<SectionContent<'otel'>> {
  const start = await readStart(repository, manifests);
  const bootstrap = await findBootstrap(repository, start);
  const settings = merge([
    fromVariables(start),
    await readDeclarative(repository),
    bootstrap === null ? null : await fromSource(repository, bootstrap),
  ]);
  const [command] = start.commands;
  return {
    runnable: start.commands.length > 0,
    bootstrapped: bootstrap !== null,
    file: bootstrap ?? command?.file ?? null,
    startCommand: command?.command ?? null,
    serviceName: settings.serviceName,
    environmentAttribute: settings.environmentAttribute,
    sampler: settings.sampler ?? (bootstrap === null ? null : DEFAULT_SAMPLER),
  };
}

/** Variables win over files, and files over the source. */
function merge(all: (TelemetrySettings | null)[]): TelemetrySettings {
  const known = all.filter(settings => settings !== null);
  return {
    serviceName:
      known.find(({ serviceName }) => serviceName)?.serviceName ?? null,
    environmentAttribute: known.some(
      ({ environmentAttribute }) => environmentAttribute,
    ),
    sampler: known.find(({ sampler }) => sampler)?.sampler ?? null,
  };
}

function fromVariables({ variables, commands }: Start): TelemetrySettings {
  const all = new Map(variables);
  for (const { command } of commands) {
    for (const [, name, value] of command.matchAll(/\b(OTEL_\w+)=(\S+)/g)) {
      all.set(name, value);
    }
  }
  const attributes = listedAttributes(
    all.get('OTEL_RESOURCE_ATTRIBUTES') ?? '',
  );
  return {
    serviceName:
      all.get('OTEL_SERVICE_NAME') ?? attributes.get('service.name') ?? null,
    environmentAttribute: attributes.has(ENVIRONMENT),
    sampler: all.get('OTEL_TRACES_SAMPLER') ?? null,
  };
}

const SERVICE_NAME =
  /(?:serviceName\s*:|ATTR_SERVICE_NAME\]?\s*:|["']service\.name["']\]?\s*[:=,]|SERVICE_NAME\s*:|\bServiceName\()\s*["'`]([^"'`]+)/;
const ENVIRONMENT_SET =
  /deployment\.environment\.name|ATTR_DEPLOYMENT_ENVIRONMENT_NAME|\bDeploymentEnvironmentName(Key)?\b/;

async function fromSource(
  repository: Repository,
  file: string,
): Promise<TelemetrySettings> {
  const text = (await repository.textOrNull(file)) ?? '';
  return {
    serviceName: SERVICE_NAME.exec(text)?.[1] ?? null,
    environmentAttribute: ENVIRONMENT_SET.test(text),
    sampler: samplerIn(text),
  };
}

const samplers: readonly [RegExp, string][] = [
  [/TraceID?RatioBased(Sampler)?\b/i, 'traceidratio'],
  [/\bAlwaysOff(Sampler)?\b|\bNeverSample\b/, 'always_off'],
  [/\bAlwaysOn(Sampler)?\b|\bAlwaysSample\b/, 'always_on'],
];

function samplerIn(text: string): string | null {
  const root = samplers.find(([pattern]) => pattern.test(text))?.[1];
  const isParentBased = /\bParentBased(Sampler)?\b/i.test(text);
  return root ? `${isParentBased ? 'parentbased_' : ''}${root}` : null;
}
