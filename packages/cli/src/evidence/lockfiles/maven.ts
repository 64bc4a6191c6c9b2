import { XMLParser } from 'fast-xml-parser';
import { array, at, type Json, record } from '../repository/values';
import { packageUrl } from '../sbom/purl';
import type { LockedPackage, LockfileReader } from './types';

function artifact(group: string, name: string, version: string): LockedPackage {
  const purl = packageUrl('maven', group, name, version);
  return { name: `${group}:${name}`, version, purl };
}

/**
 * `pom.xml`: Maven has no lock file, so that its direct dependencies with a
 * version are what an SBOM must have at least.
 */
export const pomLockfile: LockfileReader = {
  ecosystem: 'maven',
  name: /^pom\.xml$/,
  read(text) {
    const parser = new XMLParser({
      parseTagValue: false,
      processEntities: false,
      isArray: name => name === 'dependency',
    });
    const project = at(parser.parse(text), 'project');
    const properties = new Map<string, string>();
    for (const [name, value] of Object.entries(
      record(at(project, 'properties')),
    )) {
      properties.set(name, String(value));
    }
    for (const name of ['version', 'groupId', 'artifactId']) {
      const value = at(project, name) ?? at(project, 'parent', name);
      properties.set(`project.${name}`, String(value ?? ''));
    }
    return array(at(project, 'dependencies', 'dependency')).flatMap(
      dependency => dependencyOf(dependency, properties),
    );
  },
};

function dependencyOf(
  dependency: Json,
  properties: ReadonlyMap<string, string>,
): LockedPackage[] {
  const [group, name, version, scope, optional] = [
    'groupId',
    'artifactId',
    'version',
    'scope',
    'optional',
  ].map(key => filled(at(dependency, key), properties));
  const shipped = !/^(test|provided|system|import)$/.test(scope);
  const isExact = version !== '' && !/[[($]/.test(version);
  return group && name && isExact && shipped && optional !== 'true'
    ? [artifact(group, name, version)]
    : [];
}

/** Properties may name each other; eight rounds are more than anybody writes. */
function filled(value: Json, properties: ReadonlyMap<string, string>): string {
  let text = typeof value === 'string' ? value.trim() : '';
  for (let round = 0; round < 8 && text.length < 1_000; round += 1) {
    text = text.replace(
      /\$\{([\w.-]+)\}/g,
      (whole, name) => properties.get(name) ?? whole,
    );
  }
  return text;
}

/** `gradle.lockfile`: coordinates, and the configurations that hold them. */
export const gradleLockfile: LockfileReader = {
  ecosystem: 'maven',
  name: /^gradle\.lockfile$/,
  read(text) {
    return text.split(/\r?\n/).flatMap(line => {
      const [, group, name, version, held] =
        /^([^#:=\s]+):([^:=\s]+):([^:=\s]+)=(.*)$/.exec(line) ?? [];
      const ships = held
        ?.split(',')
        .some(
          configuration =>
            /^(\w+R|r)untimeClasspath$/.test(configuration) &&
            !/test/i.test(configuration),
        );
      return ships ? [artifact(group, name, version)] : [];
    });
  },
};
