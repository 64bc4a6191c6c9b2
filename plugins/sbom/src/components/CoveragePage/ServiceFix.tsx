import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { CoverageServices } from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  CodeBlock,
  Dot,
  EntityLink,
  Muted,
  State,
} from '@waymark/backstage-plugin-waymark-react';
import { useBaseUrl } from '../../hooks/useBaseUrl';
import { validateCommand } from '../../lib/command';
import { stateMarks } from '../../lib/states';
import { formatTime } from '../../lib/time';
import { ENTITY_TAB_PATH } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import { UploadCommand } from '../UploadCommand/UploadCommand';

type Service = CoverageServices['items'][number];

const Item = styled('li')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 6,
  padding: '14px 0',
  borderTop: '1px solid var(--wm-edge)',
  '&:first-of-type': { paddingTop: 0, borderTop: 0 },
  // The name stands alone, though it is set as a paragraph.
  '& > p.name a': { textDecoration: 'none' },
});

/** One service that is not fresh, why, and the command that mends it. */
export function ServiceFix(props: {
  service: Service;
  head: { slot: string; channel: string };
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { service, head } = props;
  const { entityRef, state, effectiveAt } = service;
  return (
    <Item>
      <p className="name">
        <EntityLink entityRef={entityRef} path={ENTITY_TAB_PATH} strong />
        <Dot />
        <State state={stateMarks[state]}>
          {effectiveAt && state === 'stale' ? (
            <span>
              {t('coverage.panel.staleFor', {
                age: <Age at={effectiveAt} form="plain" />,
              })}
            </span>
          ) : (
            t(`state.${state}`)
          )}
        </State>
      </p>
      <Advice service={service} />
      {service.reason === 'refused' ? (
        <ValidateBlock />
      ) : (
        <UploadCommand
          entityRef={entityRef}
          slot={head.slot}
          channel={head.channel}
          tokenHint={false}
        />
      )}
    </Item>
  );
}

function Advice({ service }: { service: Service }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { reason, lastRefusal, effectiveAt, entityRef } = service;
  if (reason === 'refused' && lastRefusal) {
    return (
      <p>
        <Muted>
          {t('coverage.panel.refused', {
            code: <code>{lastRefusal.code}</code>,
            detail: lastRefusal.detail,
          })}
        </Muted>{' '}
        <EntityLink
          entityRef={entityRef}
          path={`${ENTITY_TAB_PATH}?tab=uploads`}
        >
          {t('coverage.panel.refusedAction')}
        </EntityLink>
      </p>
    );
  }
  return (
    <p>
      <Muted>
        {effectiveAt
          ? t('coverage.panel.silent', { date: formatTime(effectiveAt) })
          : t('coverage.panel.never')}
      </Muted>
    </p>
  );
}

function ValidateBlock() {
  const { t } = useTranslationRef(sbomTranslationRef);
  const baseUrl = useBaseUrl();
  return baseUrl ? (
    <CodeBlock
      text={validateCommand(baseUrl)}
      label={t('coverage.panel.validate')}
    />
  ) : null;
}
