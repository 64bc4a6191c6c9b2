import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import { waymarkTranslationRef } from '../translation';

/** @public */
export const Muted = styled('span')({ color: 'var(--wm-muted)' });

/** @public */
export const Small = styled('span')({
  color: 'var(--wm-muted)',
  fontSize: 12,
  lineHeight: '16px',
});

/** A figure that stands for itself. @public */
export const Big = styled('b')({
  fontSize: 20,
  lineHeight: '28px',
  fontVariantNumeric: 'tabular-nums',
});

/** A word beside a name. @public */
export const Tag = styled('span')({
  display: 'inline-block',
  padding: '0 6px',
  borderRadius: 4,
  background: 'var(--wm-fill)',
  fontSize: 12,
  lineHeight: '18px',
  whiteSpace: 'nowrap',
});

/** For screen readers alone. @public */
export const Hidden = styled('span')({
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
});

/** What separates two facts in one line. @public */
export function Dot() {
  return (
    <Muted aria-hidden="true" style={{ padding: '0 4px' }}>
      ·
    </Muted>
  );
}

/**
 * What stands where there is no value.
 *
 * @public
 */
export function NoValue() {
  const { t } = useTranslationRef(waymarkTranslationRef);
  return (
    <Muted role="img" aria-label={t('noValue')}>
      —
    </Muted>
  );
}
