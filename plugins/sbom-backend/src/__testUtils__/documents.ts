/** A CycloneDX document of `name@version` npm packages, each a dependency of the root. */
export function bom(options: {
  components: string[];
  serialNumber?: string;
  version?: number;
  timestamp?: string;
  specVersion?: string;
  /** Edges by name; all direct when left out. */
  dependsOn?: Record<string, string[]>;
}): string {
  const parts = options.components.map(text => {
    const at = text.lastIndexOf('@');
    return { name: text.slice(0, at), version: text.slice(at + 1) };
  });
  const dependsOn = options.dependsOn ?? {
    root: parts.map(part => `${part.name}@${part.version}`),
  };
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: options.specVersion ?? '1.6',
    serialNumber: options.serialNumber,
    version: options.version ?? 1,
    metadata: {
      timestamp: options.timestamp,
      component: { type: 'application', name: 'app', 'bom-ref': 'root' },
    },
    components: parts.map(({ name, version }) => ({
      type: 'library',
      name,
      version,
      'bom-ref': `${name}@${version}`,
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      licenses: [{ license: { id: 'MIT' } }],
    })),
    dependencies: Object.entries(dependsOn).map(([ref, on]) => ({
      ref,
      dependsOn: on,
    })),
  });
}
