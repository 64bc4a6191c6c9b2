import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { Note } from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';

/** Says whether filters or the document left nothing to list. */
export function NothingFound(props: { onClear?: () => void }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <Note
      state="none"
      action={
        props.onClear && (
          <Button variant="text" size="small" onClick={props.onClear}>
            {t('components.clear')}
          </Button>
        )
      }
    >
      {t(props.onClear ? 'components.nothing' : 'components.empty')}
    </Note>
  );
}
