import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type PolicyException,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  Loaded,
  Note,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { scorecardsApiRef } from '../../api';
import { scorecardsTranslationRef } from '../../translation';
import { ExceptionDetail } from './ExceptionDetail';
import { ExceptionList } from './ExceptionList';

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 8fr)',
  gap: 16,
  alignItems: 'start',
});

const names = ['id'] as const;

const LIMIT = 200;

/** "What waits for my decision?" */
export function ExceptionsPage() {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const [{ id }, setUrl] = useUrlFilters(names);
  const [decided, setDecided] = useState(0);
  const answer = useData(`exceptions ${decided}`, signal =>
    client.exceptions({ limit: LIMIT }, { signal }),
  );
  const counts = answer.data?.counts;
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('exceptions.title')}>
        {counts
          ? t('exceptions.subtitle', {
              waiting: counts.waitingForYou,
              open: counts.open,
              services: counts.services,
              expiring: counts.expiring,
              unresolved: counts.expiredUnresolved,
            })
          : t('exceptions.loading')}
      </PageTitle>
      <Loaded
        on="page"
        state={answer}
        permission={scorecardsScorecardReadPermission.name}
        skeleton={
          <Card title={t('exceptions.title')}>
            <SkeletonRows rows={10} height={44} />
          </Card>
        }
      >
        {({ items }) =>
          items.length === 0 ? (
            <Note on="page" state="none">
              {t('exceptions.empty')}
            </Note>
          ) : (
            <Inbox
              items={items}
              id={id}
              onSelect={next => setUrl({ id: next })}
              onDecided={() => setDecided(decided + 1)}
            />
          )
        }
      </Loaded>
    </WaymarkRoot>
  );
}

function Inbox(props: {
  items: PolicyException[];
  id: string | undefined;
  onSelect: (id: string) => void;
  onDecided: () => void;
}) {
  const { id, items } = props;
  const selected =
    items.find(item => item.id === id) ??
    items.find(({ may, state }) =>
      state === 'requested' ? may.includes('approve') : false,
    ) ??
    items[0];
  return (
    <Columns>
      <ExceptionList
        items={items}
        selected={selected.id}
        onSelect={props.onSelect}
      />
      <ExceptionDetail
        key={`${selected.id} ${selected.history.length}`}
        exception={selected}
        onDecided={props.onDecided}
      />
    </Columns>
  );
}
