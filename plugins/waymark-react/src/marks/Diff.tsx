import { styled } from '@mui/material/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { waymarkTranslationRef } from '../translation';

/** @public */
export type DiffKind = 'added' | 'removed' | 'changed';

const signs: Record<DiffKind, string> = {
  added: '+',
  removed: '−',
  changed: '~',
};

const Sign = styled('span')({
  fontFamily: 'var(--wm-mono)',
  fontSize: 12,
  fontVariantNumeric: 'tabular-nums',
  '&.added': { color: 'var(--wm-good-text)' },
  '&.removed': { color: 'var(--wm-bad-text)' },
  '&.changed': { color: 'var(--wm-warn-text)' },
});

const Spaced = styled('span')({ display: 'inline-flex', gap: 8 });

/**
 * One sign: + − ~.
 *
 * @public
 */
export function DiffMark(props: { kind: DiffKind }) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  return (
    <Sign
      className={props.kind}
      role="img"
      aria-label={t(`diff.${props.kind}`)}
    >
      {signs[props.kind]}
    </Sign>
  );
}

/**
 * Three counts, as in "+2 −1 ~5".
 *
 * @public
 */
export function DiffCounts(props: Record<DiffKind, number>) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const label = t('diff.counts', {
    added: String(props.added),
    removed: String(props.removed),
    changed: String(props.changed),
  });
  return (
    <Spaced role="img" aria-label={label}>
      {(['added', 'removed', 'changed'] as const).map(kind => (
        <Sign key={kind} className={kind} aria-hidden="true">
          {signs[kind]}
          {props[kind]}
        </Sign>
      ))}
    </Spaced>
  );
}
