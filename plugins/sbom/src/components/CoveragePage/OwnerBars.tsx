import { useTranslationRef } from '@backstage/frontend-plugin-api';
import ButtonBase from '@mui/material/ButtonBase';
import { styled } from '@mui/material/styles';
import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import {
  Bar,
  BarKey,
  MiddleCut,
  OwnerName,
  entityName,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';
import { NO_OWNER } from './query';

const Keys = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: '4px 16px',
});

const List = styled('ul')({
  margin: '8px -12px 0 !important',
  '& > li': { borderBottom: '1px solid var(--wm-edge)' },
  '& > li:last-of-type': { borderBottom: 0 },
  '& .on': {
    background: 'var(--wm-accent-tint)',
    boxShadow: 'inset 2px 0 var(--wm-accent)',
  },
});

const Line = styled(ButtonBase)({
  display: 'grid',
  gridTemplateColumns: '160px minmax(40px, 1fr) 72px',
  gap: 12,
  alignItems: 'center',
  width: '100%',
  padding: '8px 12px',
  font: 'inherit',
  textAlign: 'left',
  '&:hover': { background: 'var(--wm-accent-tint)' },
  '&:focus-visible': {
    outline: '2px solid var(--wm-accent)',
    outlineOffset: -2,
  },
  '& .share': {
    textAlign: 'right',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  },
});

/** One bar per owner; pressing it lists the services. */
export function OwnerBars(props: {
  owners: BomCoverage['owners'];
  selected: string | undefined;
  onSelect: (owner: string | null) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <>
      <Keys>
        <BarKey kind="good" label={t('coverage.key.fresh')} />
        <BarKey kind="warn" label={t('coverage.key.stale')} />
        <BarKey kind="none" label={t('coverage.key.none')} />
      </Keys>
      <List>
        {props.owners.map(row => {
          const on = (row.owner ?? NO_OWNER) === props.selected;
          return (
            <li key={row.owner ?? NO_OWNER}>
              <Line
                disableRipple
                className={on ? 'on' : undefined}
                aria-pressed={on}
                onClick={() => props.onSelect(row.owner)}
              >
                <OwnerName>
                  {row.owner ? (
                    <MiddleCut text={entityName(row.owner)} max={18} />
                  ) : (
                    t('coverage.noOwner')
                  )}
                </OwnerName>
                <Bar
                  tall
                  label={t('coverage.bar', {
                    fresh: row.fresh,
                    stale: row.stale,
                    none: row.none,
                  })}
                  parts={[
                    { kind: 'good', value: row.fresh },
                    { kind: 'warn', value: row.stale },
                    { kind: 'none', value: row.none },
                  ]}
                />
                <span className="share">
                  {t('coverage.share', {
                    fresh: row.fresh,
                    services: row.services,
                  })}
                </span>
              </Line>
            </li>
          );
        })}
      </List>
    </>
  );
}
