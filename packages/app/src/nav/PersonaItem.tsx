import { SidebarDivider, SidebarItem } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import ListSubheader from '@mui/material/ListSubheader';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import SwitchAccountIcon from '@mui/icons-material/SwitchAccount';
import { useState, type MouseEvent } from 'react';
import {
  choosePersona,
  currentPersona,
  readPersonas,
  type Persona,
} from '../signIn/personas';
import { appTranslationRef } from '../translation';

/** Says whom the portal is used as and lets choose another; development only. */
export function PersonaItem() {
  const { t } = useTranslationRef(appTranslationRef);
  const personas = readPersonas(useApi(configApiRef));
  const [anchor, setAnchor] = useState<Element>();
  const current = currentPersona(personas, window.localStorage);
  if (!current) {
    return null;
  }
  const choose = (persona: Persona) => {
    choosePersona(persona, window.localStorage);
    // Everything on the page was fetched as somebody else.
    window.location.reload();
  };
  return (
    <>
      <SidebarDivider />
      <SidebarItem
        icon={SwitchAccountIcon}
        text={current.title.split(',')[0]}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event: MouseEvent) => setAnchor(event.currentTarget)}
      />
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
        anchorOrigin={{ vertical: 'top', horizontal: 'right' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        MenuListProps={{ 'aria-label': t('persona.heading') }}
      >
        <ListSubheader role="presentation">
          {t('persona.heading')}
        </ListSubheader>
        {personas.map(persona => (
          <MenuItem
            key={persona.userEntityRef}
            selected={persona === current}
            onClick={() => choose(persona)}
          >
            {persona.title}
          </MenuItem>
        ))}
        <Typography
          component="li"
          role="presentation"
          variant="body2"
          color="text.secondary"
          sx={{ px: 2, pt: 1, maxWidth: 360 }}
        >
          {t('persona.note')}
        </Typography>
      </Menu>
    </>
  );
}
