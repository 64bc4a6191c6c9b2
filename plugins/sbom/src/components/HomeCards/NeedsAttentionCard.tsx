import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import { sbomBomReadPermission } from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  type HomeCardProps,
  Loaded,
  SkeletonRows,
  State,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';
import { NeedItem } from './NeedItem';
import { needsOf } from './attention';
import { useServiceRows } from './useServices';

const SHOWN = 7;

const List = styled('ul')({
  '& > li': { padding: '10px 0', borderTop: '1px solid var(--wm-edge)' },
  '& > li:first-of-type': { paddingTop: 0, borderTop: 0 },
  '& > li:last-of-type': { paddingBottom: 0 },
});

/** What the chosen owner's services lack, worst first. */
export function NeedsAttentionCard({ services }: HomeCardProps) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const rows = useServiceRows(services);
  const needs = rows.data && needsOf(rows.data.map(row => row.summary));
  const rest = Math.max(0, (needs?.length ?? 0) - SHOWN);
  return (
    <Card
      title={t('home.attention')}
      note={needs?.length}
      footer={rest > 0 ? t('home.more', { count: rest }) : undefined}
    >
      <Loaded
        state={{ ...rows, data: needs }}
        skeleton={<SkeletonRows rows={5} height={57} />}
        permission={sbomBomReadPermission.name}
      >
        {items =>
          items.length === 0 ? (
            <p>
              <State state="pass">{t('home.nothing')}</State>
            </p>
          ) : (
            <List>
              {items.slice(0, SHOWN).map(need => (
                <NeedItem key={`${need.entityRef} ${need.kind}`} need={need} />
              ))}
            </List>
          )
        }
      </Loaded>
    </Card>
  );
}
