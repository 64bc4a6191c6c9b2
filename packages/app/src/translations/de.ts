/** German texts; the keys equal those of the English ones. */
export default {
  'nav.search': 'Suche',
  'nav.menu': 'Menü',
  'nav.home': 'Start',
  'nav.catalog': 'Katalog',
  'nav.create': 'Erstellen',
  'nav.notifications': 'Mitteilungen',
  'nav.settings': 'Einstellungen',
  'persona.heading': 'Das Portal benutzen als',
  'persona.note':
    'Anmeldung für die Entwicklung: Alle hier sind erfunden, und niemand braucht ein Passwort.',
  'signIn.title': 'Einmalanmeldung',
  'signIn.message': 'Mit dem Konto der Organisation anmelden.',
};
