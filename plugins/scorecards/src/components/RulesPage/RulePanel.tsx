import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import { scorecardsScorecardReadPermission } from '@waymark/backstage-plugin-scorecards-common';
import {
  CodeBlock,
  Loaded,
  SidePanel,
  SkeletonRows,
  Small,
  TextLink,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsApiRef } from '../../api';
import { servicesRouteRef } from '../../routes';
import { scorecardsTranslationRef } from '../../translation';

const Stack = styled('div')({ display: 'grid', gap: 12, minWidth: 0 });

/** What a rule asks, why, and its text. */
export function RulePanel(props: {
  rule: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const servicesUrl = useRouteRef(servicesRouteRef)?.();
  const answer = useData(props.rule, signal =>
    client.rule(props.rule!, { signal }),
  );
  return (
    <SidePanel
      open={props.rule !== undefined}
      title={props.rule ?? ''}
      closeLabel={t('rules.close')}
      onClose={props.onClose}
      wide
    >
      <Loaded
        state={answer}
        permission={scorecardsScorecardReadPermission.name}
        skeleton={<SkeletonRows rows={12} height={28} />}
      >
        {rule => (
          <Stack>
            <p>{rule.description}</p>
            {servicesUrl && (
              <TextLink to={`${servicesUrl}?rule=${rule.id}&state=fail`}>
                {t('rules.services')}
              </TextLink>
            )}
            <h3>{t('rules.rationale')}</h3>
            <p>{rule.rationale}</p>
            <h3>{t('rules.remediation')}</h3>
            <p>{rule.remediation}</p>
            <h3>{t('rules.source')}</h3>
            <Small>
              {t('detail.bundle', { digest: rule.bundleDigest.slice(0, 19) })}
            </Small>
            <CodeBlock text={rule.source} label={t('rules.source')} />
          </Stack>
        )}
      </Loaded>
    </SidePanel>
  );
}
