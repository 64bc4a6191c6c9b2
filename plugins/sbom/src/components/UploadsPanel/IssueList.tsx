import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { BomIssue } from '@waymark/backstage-plugin-sbom-common';
import { Muted, Small, State } from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';

const List = styled('ul')({
  display: 'grid',
  gap: 12,
  '& li': { overflowWrap: 'anywhere' },
});

/** What a schema rejects in a document, and where. */
export function IssueList(props: { issues: BomIssue[]; count: number }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { issues, count } = props;
  if (count === 0) {
    return <State state="pass">{t('receipt.noIssues')}</State>;
  }
  return (
    <>
      <State state="warn">{t('receipt.issues', { count })}</State>
      {issues.length < count && (
        <Muted>{t('receipt.listed', { shown: issues.length })}</Muted>
      )}
      <List>
        {issues.map((issue, index) => (
          <li key={index}>
            {issue.message}
            <Small sx={{ display: 'block' }}>
              <code>{issue.code}</code> <code>{place(issue)}</code>
              {issue.value !== undefined && <code> {issue.value}</code>}
            </Small>
            {issue.hint && (
              <Small sx={{ display: 'block' }}>{issue.hint}</Small>
            )}
          </li>
        ))}
      </List>
    </>
  );
}

function place(issue: BomIssue): string {
  if (issue.pointer !== undefined) {
    return issue.pointer || '/';
  }
  return issue.line === undefined ? '' : `${issue.line}:${issue.column ?? 1}`;
}
