import type { BomIssue } from '@waymark/backstage-plugin-sbom-common';
import { MAX_ISSUES } from './limits';

/** Issues of one document: all are counted, the first ones kept. */
export class IssueList {
  readonly kept: BomIssue[] = [];
  count = 0;

  /** Built only when it is kept. */
  add(build: () => BomIssue): void {
    this.count += 1;
    if (this.kept.length < MAX_ISSUES) {
      this.kept.push(build());
    }
  }

  /** Puts those of another list before its own. */
  prepend(first: IssueList): void {
    this.kept.unshift(...first.kept);
    this.kept.splice(MAX_ISSUES);
    this.count += first.count;
  }
}
