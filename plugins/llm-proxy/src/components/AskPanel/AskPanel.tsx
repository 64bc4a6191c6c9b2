import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  CodeBlock,
  Muted,
  SidePanel,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyTranslationRef } from '../../translation';
import { Who } from '../Who/Who';

/** What one asks for. */
export interface Ask {
  title: string;
  /** Why it is not so already. */
  why: string;
  /** Who can change it; null when nobody in particular. */
  owner: string | null;
  /** What one may send them. */
  text: string;
}

/** Who can change something, and words to ask them with. */
export function AskPanel(props: { ask?: Ask; onClose: () => void }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { ask } = props;
  return (
    <SidePanel
      open={ask !== undefined}
      title={ask?.title}
      closeLabel={t('panel.close')}
      onClose={props.onClose}
    >
      {ask && (
        <>
          <p>{ask.why}</p>
          <p>
            <Muted>{t('ask.owner')}</Muted>{' '}
            {ask.owner === null ? t('ask.platform') : <Who name={ask.owner} />}
          </p>
          <h3>{t('ask.text')}</h3>
          <CodeBlock prose text={ask.text} label={t('ask.text')} />
        </>
      )}
    </SidePanel>
  );
}
