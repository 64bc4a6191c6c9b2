import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type Scorecard,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  Loaded,
  SkeletonRows,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsApiRef } from '../../api';
import { isOpen } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';
import { SendEvidence } from '../ScorecardCard/SendEvidence';
import { CheckDetail } from './CheckDetail';
import { ChecksCard } from './ChecksCard';
import { LevelPath } from './LevelPath';

const Stack = styled('div')({ display: 'grid', gap: 16, minWidth: 0 });

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 8fr)',
  gap: 16,
  alignItems: 'start',
});

const names = ['rule', 'show'] as const;

/** Everything that the rules say of one service. */
export function ScorecardTab(props: { entityRef: string }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const answer = useData(props.entityRef, signal =>
    client.scorecard(props.entityRef, { signal }),
  );
  return (
    <Loaded
      on="page"
      state={answer}
      permission={scorecardsScorecardReadPermission.name}
      skeleton={
        <Stack>
          <Card title={t('tab.levelPath')}>
            <SkeletonRows rows={2} height={32} />
          </Card>
          <Columns>
            <Card title={t('tab.checks')}>
              <SkeletonRows rows={14} height={37} />
            </Card>
            <Card title={t('detail.found')}>
              <SkeletonRows rows={14} height={37} />
            </Card>
          </Columns>
        </Stack>
      }
    >
      {scorecard =>
        scorecard.state === 'none' ? (
          <Card title={t('card.title')}>
            <SendEvidence entityRef={props.entityRef} />
          </Card>
        ) : (
          <Judged scorecard={scorecard} />
        )
      }
    </Loaded>
  );
}

function Judged({ scorecard }: { scorecard: Scorecard }) {
  const [url, setUrl] = useUrlFilters(names);
  const { checks } = scorecard;
  const selected =
    checks.find(({ rule }) => rule === url.rule) ??
    checks.find(isOpen) ??
    checks[0];
  return (
    <Stack>
      <LevelPath
        scorecard={scorecard}
        onSelect={rule => setUrl({ rule, show: undefined })}
      />
      <Columns>
        <ChecksCard
          scorecard={scorecard}
          selected={selected?.rule}
          onlyOpen={url.show === 'open'}
          onSelect={rule => setUrl({ rule })}
          onShow={show => setUrl({ show: show === 'open' ? show : undefined })}
        />
        {selected && (
          <CheckDetail
            key={selected.rule}
            check={selected}
            scorecard={scorecard}
          />
        )}
      </Columns>
    </Stack>
  );
}
