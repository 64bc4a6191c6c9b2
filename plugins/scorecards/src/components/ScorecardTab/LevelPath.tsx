import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type {
  CheckState,
  Scorecard,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Bar,
  Card,
  Level,
  Small,
  Tag,
} from '@waymark/backstage-plugin-waymark-react';
import { day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';

const Path = styled('ol')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))',
  gap: 24,
  '& > li': { display: 'grid', gap: 8, alignContent: 'start', minWidth: 0 },
  '& .head': { display: 'flex', gap: 8, alignItems: 'center' },
  '& .head > :last-child': { marginLeft: 'auto' },
});

type Step = Scorecard['levels'][number];

/** From the lowest level to the highest: what holds, and what each still asks. */
export function LevelPath(props: {
  scorecard: Scorecard;
  onSelect: (rule: string) => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { level, levels, levelWithoutExceptions } = props.scorecard;
  const without = levels.find(({ id }) => id === levelWithoutExceptions);
  return (
    <Card
      title={t('tab.levelPath')}
      note={
        level !== levelWithoutExceptions &&
        t('card.without', { level: without?.title ?? t('level.none') })
      }
    >
      <Path>
        {levels.map((step, rank) => (
          <li key={step.id}>
            <span className="head">
              <Level rank={rank}>{step.title}</Level>
              {step.id === level && <Tag>{t('level.now')}</Tag>}
              <Small>
                {t('tab.of', { passed: step.passed, total: step.total })}
              </Small>
            </span>
            <StepBar step={step} scorecard={props.scorecard} />
            <StepAsks step={step} {...props} />
          </li>
        ))}
      </Path>
    </Card>
  );
}

function StepBar(props: { step: Step; scorecard: Scorecard }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { checks } = props.scorecard;
  const count = (...states: CheckState[]) =>
    checks.filter(
      ({ level, state }) => level === props.step.id && states.includes(state),
    ).length;
  const numbers = {
    pass: count('pass', 'not_applicable'),
    exempt: count('exempt'),
    fail: count('fail', 'error'),
    unknown: count('unknown'),
  };
  return (
    <Bar
      label={t('card.bar', numbers)}
      parts={[
        { kind: 'good', value: numbers.pass },
        { kind: 'exempt', value: numbers.exempt },
        { kind: 'bad', value: numbers.fail },
        { kind: 'none', value: numbers.unknown },
      ]}
    />
  );
}

function StepAsks(props: {
  step: Step;
  scorecard: Scorecard;
  onSelect: (rule: string) => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { asks, reached, reachedAt } = props.step;
  if (reached || asks.length === 0) {
    return (
      <Small>
        {t('level.reached')} {reachedAt && day(reachedAt)}
      </Small>
    );
  }
  return (
    <Small>
      {t('tab.asks')}{' '}
      {asks.map(rule => (
        <Button
          key={rule}
          variant="text"
          size="small"
          sx={{ minWidth: 0, height: 20, padding: '0 4px' }}
          onClick={() => props.onSelect(rule)}
        >
          {rule}
        </Button>
      ))}
    </Small>
  );
}
