/** English texts, and the shape that every other language follows. */
export const messages = {
  nav: {
    search: 'Search',
    menu: 'Menu',
    home: 'Home',
    catalog: 'Catalog',
    create: 'Create',
    notifications: 'Notifications',
    settings: 'Settings',
  },
  persona: {
    heading: 'Use the portal as',
    note: 'Development sign-in: everyone listed here is invented, and nobody needs a password.',
  },
  signIn: {
    title: 'Single sign-on',
    message: 'Sign in with the account of your organisation.',
  },
};
