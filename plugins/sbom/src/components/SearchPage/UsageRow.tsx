import { useTranslationRef } from '@backstage/frontend-plugin-api';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import type {
  BomSummary,
  ComponentUsage,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  EntityLink,
  Muted,
  NoValue,
  OwnerLink,
  State,
} from '@waymark/backstage-plugin-waymark-react';
import { headKey } from '../../lib/states';
import { ENTITY_TAB_PATH } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import type { ServiceUsage } from './services';

/** One service: who owns it, why it has the package, and where. */
export function UsageRow(props: {
  service: ServiceUsage;
  /** Undefined until it is known. */
  summary: BomSummary | undefined;
  channels: string[];
}) {
  const { service, summary } = props;
  return (
    <TableRow>
      <TableCell>
        <EntityLink entityRef={service.entityRef} strong />
      </TableCell>
      <TableCell>
        {service.owner ? <OwnerLink entityRef={service.owner} /> : <NoValue />}
      </TableCell>
      <TableCell>
        <Why usage={service.usages[0]} />
      </TableCell>
      {props.channels.map(channel => (
        <TableCell key={channel}>
          <InChannel
            usages={service.usages.filter(usage => usage.channel === channel)}
            hasHead={summary?.heads.some(head => head.channel === channel)}
          />
        </TableCell>
      ))}
      <TableCell align="right">
        <Muted>
          <Age at={service.seenAt} />
        </Muted>
      </TableCell>
    </TableRow>
  );
}

function Why({ usage }: { usage: ComponentUsage }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { component, via } = usage;
  const query = new URLSearchParams({
    head: headKey(usage),
    component: component.id,
  });
  if (!via) {
    return component.direct ? <>{t('usage.direct')}</> : <NoValue />;
  }
  return (
    <EntityLink
      entityRef={usage.entityRef}
      path={`${ENTITY_TAB_PATH}?${query}`}
    >
      <Muted>{[via.name, via.version].filter(Boolean).join(' ')} →</Muted>{' '}
      {component.name}
    </EntityLink>
  );
}

/** The versions in one channel, over its slots. */
function InChannel(props: { usages: ComponentUsage[]; hasHead?: boolean }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { usages, hasHead } = props;
  if (usages.length === 0) {
    if (hasHead === false) {
      return <State state="none">{t('state.noBom')}</State>;
    }
    return hasHead ? <Muted>{t('usage.notThere')}</Muted> : null;
  }
  const versions = new Set(usages.map(usage => usage.component.version ?? '—'));
  const stale = usages.find(usage => usage.state === 'stale');
  return (
    <>
      <code>{[...versions].join(', ')}</code>{' '}
      {usages.some(usage => usage.inRange === null) && (
        <State state="unknown">{t('usage.unordered')}</State>
      )}
      {stale && (
        <State state="stale">
          <span>
            {t('usage.age', {
              age: <Age at={stale.effectiveAt} form="plain" />,
            })}
          </span>
        </State>
      )}
    </>
  );
}
