import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { SidebarSearchModal } from '@backstage/plugin-search';
import MenuIcon from '@mui/icons-material/Menu';
import SearchIcon from '@mui/icons-material/Search';
import SettingsIcon from '@mui/icons-material/Settings';
import { appTranslationRef } from '../translation';
import { Logo } from './Logo';
import { PersonaItem } from './PersonaItem';

/** Search, the fixed pages, then whatever plugins bring, by title. */
export function PortalSidebar({ navItems }: NavContentComponentProps) {
  const { t } = useTranslationRef(appTranslationRef);
  const item = (id: string, text: string) => {
    const found = navItems.take(id);
    return found && <Item {...found} title={text} />;
  };
  const home = item('page:home', t('nav.home'));
  const catalog = item('page:catalog', t('nav.catalog'));
  const create = item('page:scaffolder', t('nav.create'));
  const settings = item('page:user-settings', t('nav.settings'));
  // Reached from the search field, the item below, and the card of an entity.
  navItems.take('page:search');
  navItems.take('page:notifications');
  navItems.take('page:catalog-graph');

  return (
    <Sidebar>
      <Logo />
      <SidebarGroup label={t('nav.search')} icon={<SearchIcon />} to="/search">
        <SidebarSearchModal />
      </SidebarGroup>
      <SidebarDivider />
      <SidebarGroup label={t('nav.menu')} icon={<MenuIcon />}>
        {home}
        {catalog}
        {create}
        <SidebarDivider />
        <SidebarScrollWrapper>
          {navItems.withComponent(Item).rest({ sortBy: 'title' })}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <PersonaItem />
      <SidebarDivider />
      <NotificationsSidebarItem text={t('nav.notifications')} />
      <SidebarDivider />
      <SidebarGroup
        label={t('nav.settings')}
        icon={<SettingsIcon />}
        to="/settings"
      >
        {settings}
      </SidebarGroup>
    </Sidebar>
  );
}

function Item({
  icon,
  href,
  title,
}: Pick<NavContentNavItem, 'icon' | 'href' | 'title'>) {
  return <SidebarItem icon={() => icon} to={href} text={title} />;
}
