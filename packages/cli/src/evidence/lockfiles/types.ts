/** A package that a lock file fixes. */
export interface LockedPackage {
  name: string;
  version: string;
  purl: string;
}

/** What reads one kind of lock file. */
export interface LockfileReader {
  ecosystem: 'npm' | 'go' | 'pypi' | 'maven';
  /** Matched against the file's name. */
  name: RegExp;
  /**
   * Packages that the service ships: those for development, tests and other
   * platforms are not in its SBOM either.
   *
   * @param sibling - text of another file of the repository, by its path
   *   relative to the lock file; null where there is none
   */
  read(
    text: string,
    sibling: (path: string) => Promise<string | null>,
  ): Promise<LockedPackage[]> | LockedPackage[];
}
