import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type BudgetChanges,
  type ScopeBudget,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  Loaded,
  Muted,
  SidePanel,
  SkeletonRows,
  usePages,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { llmProxyTranslationRef } from '../../translation';
import { ChangesTable } from './ChangesTable';

/** Changes in the card, and on a page of the panel. */
const SHOWN = 5;
const PAGE = 50;

/** Who changed the limits of a scope and of what is below it. */
export function ChangesCard(props: {
  budget: ScopeBudget;
  /** Whether the panel with all of them is open. */
  all: boolean;
  onAll: (open: boolean) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { budget, all, onAll } = props;
  return (
    <Card
      title={t('changes.title')}
      note={t('changes.note', { scope: budget.title })}
      footer={
        <Button variant="text" size="small" onClick={() => onAll(true)}>
          {t('changes.all')}
        </Button>
      }
    >
      <Changes scope={budget.scope} limit={SHOWN} />
      <SidePanel
        wide
        open={all}
        title={t('changes.of', { scope: budget.title })}
        closeLabel={t('panel.close')}
        onClose={() => onAll(false)}
      >
        <Changes scope={budget.scope} limit={PAGE} paged />
      </SidePanel>
    </Card>
  );
}

function Changes(props: { scope: string; limit: number; paged?: boolean }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const { scope, limit } = props;
  const list = usePages<BudgetChanges>(scope, (cursor, signal) =>
    client.listBudgetChanges({ scope, cursor, limit }, { signal }),
  );
  return (
    <Loaded
      state={list}
      skeleton={<SkeletonRows rows={SHOWN} />}
      permission={llmProxyUsageReadPermission.name}
    >
      {page =>
        page.items.length === 0 ? (
          <p>
            <Muted>{t('changes.none')}</Muted>
          </p>
        ) : (
          <>
            <ChangesTable items={page.items} />
            {props.paged && page.more && (
              <Button
                variant="text"
                sx={{ justifySelf: 'start' }}
                onClick={list.showMore}
              >
                {t('more')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}
