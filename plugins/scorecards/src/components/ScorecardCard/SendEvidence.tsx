import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { CodeBlock } from '@waymark/backstage-plugin-waymark-react';
import { scorecardsTranslationRef } from '../../translation';

/** What to add to a pipeline, for this very service. */
export function SendEvidence({ entityRef }: { entityRef: string }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const command = [
    'waymark sbom',
    `waymark evidence --entity ${entityRef} --sbom sbom.cdx.json`,
    'waymark gate --verdict verdict.json',
    'waymark upload --sbom sbom.cdx.json --verdict verdict.json',
  ].join('\n');
  return (
    <>
      <p style={{ marginBottom: 12 }}>{t('card.empty')}</p>
      <CodeBlock text={command} label={t('card.command')} />
    </>
  );
}
