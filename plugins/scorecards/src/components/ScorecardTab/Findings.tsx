import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { Check } from '@waymark/backstage-plugin-scorecards-common';
import { Muted, StateMark } from '@waymark/backstage-plugin-waymark-react';
import { scorecardsTranslationRef } from '../../translation';

const List = styled('ul')({
  display: 'grid',
  gap: 8,
  '& > li': { display: 'flex', gap: 8, alignItems: 'baseline', minWidth: 0 },
  '& code': { overflowWrap: 'anywhere' },
});

/** What a rule found, with where. */
export function Findings({ check }: { check: Check }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  if (check.findings.length === 0) {
    return (
      <p>
        {check.state === 'not_applicable'
          ? t('detail.notJudged')
          : t('detail.nothing')}
      </p>
    );
  }
  return (
    <List>
      {check.findings.map(finding => (
        <li key={finding.finding}>
          <StateMark state={markOf(finding)} />
          <span>
            {finding.file && (
              <>
                <code>
                  {finding.file}
                  {finding.line !== null && `:${finding.line}`}
                </code>{' '}
              </>
            )}
            {finding.msg}
            {finding.exception && <Muted> ({finding.exception.id})</Muted>}
          </span>
        </li>
      ))}
    </List>
  );
}

function markOf({ exception, level }: Check['findings'][number]) {
  if (exception) {
    return 'exempt';
  }
  return level === 'deny' ? 'fail' : 'warn';
}
