import type { Repository } from '../repository/Repository';
import {
  array,
  at,
  isRecord,
  type Json,
  record,
  string,
} from '../repository/values';
import { readYaml } from '../repository/yaml';

/** What is known of the telemetry's resource and sampler. */
export interface TelemetrySettings {
  serviceName: string | null;
  environmentAttribute: boolean;
  sampler: string | null;
}

/** The attribute's name since version 1.27 of the semantic conventions. */
export const ENVIRONMENT = 'deployment.environment.name';

const FILE = /^otel(-config|emetry)?\.ya?ml$/;

/**
 * The declarative file of OpenTelemetry, format 1.0; null where there is none.
 */
export async function readDeclarative(
  repository: Repository,
): Promise<TelemetrySettings | null> {
  for (const file of repository.named(FILE)) {
    const value = readYaml(file, await repository.text(file))[0]?.value;
    if (at(value, 'file_format') !== undefined) {
      return settingsOf(value);
    }
  }
  return null;
}

function settingsOf(value: Json): TelemetrySettings {
  const attributes = new Map(
    array(at(value, 'resource', 'attributes')).map(attribute => [
      at(attribute, 'name'),
      at(attribute, 'value'),
    ]),
  );
  const listed = listedAttributes(
    string(at(value, 'resource', 'attributes_list')) ?? '',
  );
  const name = attributes.get('service.name') ?? listed.get('service.name');
  return {
    serviceName: string(name),
    environmentAttribute:
      attributes.has(ENVIRONMENT) || listed.has(ENVIRONMENT),
    sampler: samplerOf(at(value, 'tracer_provider', 'sampler')),
  };
}

/** `OTEL_RESOURCE_ATTRIBUTES` and `attributes_list`: pairs between commas. */
export function listedAttributes(text: string): Map<string, string> {
  return new Map(
    text
      .split(',')
      .map(pair => pair.split('='))
      .filter(pair => pair.length === 2)
      .map(([name, value]) => [name.trim(), value.trim()]),
  );
}

const names = new Map([
  ['always_on', 'always_on'],
  ['always_off', 'always_off'],
  ['trace_id_ratio_based', 'traceidratio'],
  ['probability', 'traceidratio'],
  ['probability/development', 'traceidratio'],
]);

/** The sampler under the name that `OTEL_TRACES_SAMPLER` has for it. */
function samplerOf(sampler: Json): string | null {
  if (!isRecord(sampler)) {
    return null;
  }
  const parent = sampler.parent_based;
  if (parent !== undefined) {
    const root = samplerOf(at(parent, 'root')) ?? 'always_on';
    return `parentbased_${root}`;
  }
  const kind = Object.keys(record(sampler))[0] ?? '';
  return names.get(kind) ?? (kind || null);
}
