import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Muted } from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';

const Row = styled('nav')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  gap: 8,
  paddingTop: 12,
  fontVariantNumeric: 'tabular-nums',
});

/** Which rows are shown, and the way to the others. */
export function Pager(props: {
  /** Rows before this page. */
  from: number;
  shown: number;
  total: number;
  onPrevious?: () => void;
  onNext?: () => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { from, shown, total } = props;
  return (
    <Row>
      <Muted role="status">
        {t('components.page', {
          from: shown ? from + 1 : 0,
          to: from + shown,
          total,
        })}
      </Muted>
      <Button
        size="small"
        disabled={!props.onPrevious}
        onClick={props.onPrevious}
        aria-label={t('components.previous')}
      >
        ←
      </Button>
      <Button
        size="small"
        disabled={!props.onNext}
        onClick={props.onNext}
        aria-label={t('components.next')}
      >
        →
      </Button>
    </Row>
  );
}
