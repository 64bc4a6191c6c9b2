import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type CheckHistory,
  type CheckState,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Loaded,
  SkeletonRows,
  Small,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsApiRef } from '../../api';
import { day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';

const Rows = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'max-content minmax(0, 1fr)',
  gap: '6px 16px',
  alignItems: 'center',
  fontSize: 12,
  '& .line': {
    position: 'relative',
    height: 10,
    background:
      'linear-gradient(var(--wm-edge), var(--wm-edge)) center / 100% 1px no-repeat',
  },
  '& .line > i': { position: 'absolute', top: 0, bottom: 0, borderRadius: 2 },
  '& .ends': { display: 'flex', justifyContent: 'space-between' },
});

const colours: Readonly<Record<CheckState, string>> = {
  pass: 'var(--wm-good)',
  fail: 'var(--wm-bad)',
  exempt: 'var(--wm-exempt)',
  not_applicable: 'var(--wm-edge-strong)',
  unknown: 'var(--wm-none)',
  error: 'var(--wm-warn)',
};

/** A line for each state, with when it held. */
export function CheckHistoryStrip(props: { entityRef: string; rule: string }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const answer = useData(`${props.entityRef} ${props.rule}`, signal =>
    client.checkHistory(props.entityRef, props.rule, { signal }),
  );
  return (
    <Loaded
      state={answer}
      skeleton={<SkeletonRows rows={3} height={20} />}
      permission={scorecardsScorecardReadPermission.name}
    >
      {history =>
        history.items.length === 0 ? (
          <p>{t('detail.noHistory')}</p>
        ) : (
          <Strip history={history} />
        )
      }
    </Loaded>
  );
}

interface Span {
  readonly state: CheckState;
  readonly from: number;
  readonly to: number;
}

function Strip({ history }: { history: CheckHistory }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const spans = spansOf(history);
  const states = [...new Set(spans.map(({ state }) => state))];
  return (
    <Rows role="group" aria-label={t('detail.historyLabel')}>
      {states.map(state => (
        <Line
          key={state}
          name={t(`check.${state}`)}
          spans={spans.filter(span => span.state === state)}
        />
      ))}
      <span />
      <span className="ends">
        <Small>{day(history.from)}</Small>
        <Small>{day(history.to)}</Small>
      </span>
    </Rows>
  );
}

function Line(props: { name: string; spans: Span[] }) {
  return (
    <>
      <span>{props.name}</span>
      <span className="line">
        {props.spans.map(({ from, state, to }) => (
          <i
            key={from}
            style={{
              left: `${from * 100}%`,
              width: `max(2px, ${(to - from) * 100}%)`,
              background: colours[state],
            }}
          />
        ))}
      </span>
    </>
  );
}

/** As shares of the time shown. */
function spansOf({ from, items, to }: CheckHistory): Span[] {
  const start = Date.parse(from);
  const length = Date.parse(to) - start;
  const share = (at: string) =>
    Math.min(1, Math.max(0, (Date.parse(at) - start) / length));
  return items.map(({ at, state }, index) => ({
    state,
    from: share(at),
    to: share(items[index + 1]?.at ?? to),
  }));
}
