import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { MiddleCut, Small } from '@waymark/backstage-plugin-waymark-react';
import type { TreeRow } from '../../lib/tree';
import { llmProxyTranslationRef } from '../../translation';

const Root = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 4,
  verticalAlign: 'top',
  '& svg': {
    width: 12,
    height: 12,
    fill: 'none',
    stroke: 'currentColor',
    strokeWidth: 2,
  },
  '& .open svg': { transform: 'rotate(90deg)' },
});

/** Pixels by which each level of the tree is set in. */
const STEP = 16;

/** The name of a scope at its depth, and what shows or hides what is below. */
export function ScopeName(props: {
  row: TreeRow;
  on: boolean;
  onToggle: () => void;
  onSelect: () => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { budget, depth, open } = props.row;
  const strong = ['organization', 'group'].includes(budget.kind);
  return (
    <Root style={{ paddingLeft: depth * STEP }}>
      {open === undefined ? (
        <span style={{ width: 20 }} />
      ) : (
        <IconButton
          size="small"
          className={open ? 'open' : undefined}
          aria-expanded={open}
          aria-label={t('scopes.below', { scope: budget.title })}
          onClick={props.onToggle}
        >
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d="m4 2 4 4-4 4" />
          </svg>
        </IconButton>
      )}
      <Button
        variant="text"
        size="small"
        sx={{ fontSize: 14, fontWeight: strong ? 600 : 400 }}
        aria-pressed={props.on}
        onClick={props.onSelect}
      >
        <MiddleCut text={budget.title} max={28} />
      </Button>
      <Small>{t(`kind.${budget.kind}`)}</Small>
    </Root>
  );
}
