import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import {
  Bar,
  Big,
  Muted,
  Small,
  Sparkline,
  percent,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';

const Depths = styled('section')({
  display: 'grid',
  gridTemplateColumns: 'repeat(3, minmax(0, 1fr))',
  gap: 24,
  padding: 16,
  borderRadius: 8,
  background: 'var(--wm-card)',
  boxShadow: '0 0 0 1px var(--wm-card-edge)',
  '& h2': { fontSize: 14, lineHeight: '20px' },
  '& .line': {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: 8,
    marginBottom: 4,
  },
  '& .trend': { display: 'inline-flex', alignItems: 'center', gap: 8 },
});

type Depth = 'uploadedOnce' | 'fresh' | 'freshDeployed';

const depths: Depth[] = ['uploadedOnce', 'fresh', 'freshDeployed'];

/** Three depths of coverage, each with its way over twelve weeks. */
export function CoverageTotals(props: {
  coverage: BomCoverage;
  head: { slot: string; channel: string };
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { slot, channel } = props.head;
  const hints: Record<Depth, string> = {
    uploadedOnce: t('coverage.uploadedOnceHint'),
    fresh: t('coverage.freshHint', {
      head: t('head.name', { slot, channel }),
      days: String(props.coverage.freshForDays),
    }),
    freshDeployed: t('coverage.freshDeployedHint'),
  };
  return (
    <Depths aria-label={t('coverage.fresh')}>
      {depths.map(depth => (
        <DepthFigure
          key={depth}
          depth={depth}
          coverage={props.coverage}
          hint={hints[depth]}
        />
      ))}
    </Depths>
  );
}

function DepthFigure(props: {
  depth: Depth;
  coverage: BomCoverage;
  hint: string;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { depth, coverage } = props;
  const name = t(`coverage.${depth}`);
  const total = coverage.totals.services;
  const value = coverage.totals[depth];
  const of = t('coverage.of', {
    total,
    percent: String(percent(value, total)),
  });
  const points = coverage.trend.map(week => week[depth]);
  return (
    <div>
      <h2>{name}</h2>
      <p className="line">
        <span>
          <Big>{value.toLocaleString()}</Big> <Muted>{of}</Muted>
        </span>
        <span className="trend">
          <Sparkline
            values={points}
            max={total}
            label={t('coverage.trendLabel', { name })}
          />
          <Small>{t('coverage.trend', { points: gain(points, total) })}</Small>
        </span>
      </p>
      <Bar
        label={`${value} ${of}`}
        parts={[
          { kind: 'good', value },
          { kind: 'rest', value: total - value },
        ]}
      />
      <Small sx={{ display: 'block', marginTop: '8px' }}>{props.hint}</Small>
    </div>
  );
}

/** Percentage points from the first week to the last, with their sign. */
function gain(values: number[], total: number): string {
  const first = values[0] ?? 0;
  const last = values[values.length - 1] ?? 0;
  const points = Math.round(((last - first) * 100) / Math.max(total, 1));
  const sign = points < 0 ? '−' : '+';
  return points === 0 ? '±0' : `${sign}${Math.abs(points)}`;
}
