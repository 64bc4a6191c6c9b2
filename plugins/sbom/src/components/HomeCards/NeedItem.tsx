import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  Age,
  Dot,
  EntityLink,
  type MarkState,
  Small,
  StateMark,
} from '@waymark/backstage-plugin-waymark-react';
import type { ReactNode } from 'react';
import { ENTITY_TAB_PATH } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import type { Need } from './attention';

const Item = styled('li')({
  display: 'grid',
  gridTemplateColumns: '14px minmax(0, 1fr) auto',
  gap: '2px 10px',
  alignItems: 'center',
  '& > .sub': { gridColumn: '2 / -1' },
});

interface NeedText {
  mark: MarkState;
  what: ReactNode;
  sub: ReactNode;
  action: string;
  /** Query of the SBOM tab where it is mended. */
  query: string;
}

/** One thing to do, and the way to it. */
export function NeedItem({ need }: { need: Need }) {
  const { mark, what, sub, action, query } = useNeedText(need);
  return (
    <Item>
      <StateMark state={mark} />
      <span>
        <EntityLink entityRef={need.entityRef} strong /> {what}
      </span>
      <EntityLink
        entityRef={need.entityRef}
        path={`${ENTITY_TAB_PATH}${query}`}
      >
        {action}
      </EntityLink>
      <Small className="sub">{sub}</Small>
    </Item>
  );
}

function useNeedText(need: Need): NeedText {
  const { t } = useTranslationRef(sbomTranslationRef);
  switch (need.kind) {
    case 'none':
      return {
        mark: 'fail',
        what: t('home.noBom'),
        sub: t('home.noBomSub'),
        action: t('home.fix'),
        query: '',
      };
    case 'refused':
      return {
        mark: 'fail',
        what: t('home.refused'),
        sub: (
          <>
            <code>{need.code}</code>
            <Dot />
            <Age at={need.at} />
          </>
        ),
        action: t('home.see'),
        query: '?tab=uploads',
      };
    case 'stale': {
      const { slot, channel, effectiveAt } = need.head;
      return {
        mark: 'stale',
        what: t('home.staleBom', {
          age: <Age at={effectiveAt} form="plain" />,
        }),
        sub: t('home.staleSub', { head: t('head.name', { slot, channel }) }),
        action: t('home.see'),
        query: '?tab=uploads',
      };
    }
    default:
      return {
        mark: 'warn',
        what: t('home.lowQuality', { score: String(need.score) }),
        sub: t('home.lowQualitySub'),
        action: t('home.improve'),
        query: '?tab=quality',
      };
  }
}
