import type { ItemOf } from '../types';

type Pin = ItemOf<'workflows'>['uses'][number]['pin'];

/** How a `uses` is pinned; a short SHA is a branch like any other name. */
export function pinOf(ref: string): Pin {
  if (/^\.{1,2}\//.test(ref)) {
    return 'local';
  }
  if (ref.startsWith('docker://')) {
    return /@sha256:[0-9a-f]{64}$/.test(ref) ? 'digest' : 'tag';
  }
  const at = ref.lastIndexOf('@');
  return at === -1 ? 'none' : revisionPin(ref.slice(at + 1));
}

/** How a revision of Git is pinned. */
export function revisionPin(revision: string): Pin {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(revision)) {
    return 'sha';
  }
  if (revision === '') {
    return 'none';
  }
  return /^v?\d+(\.\d+)*([-+.~][\w.]+)?$/.test(revision) ? 'tag' : 'branch';
}
