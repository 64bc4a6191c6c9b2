/** German texts; the keys equal those of the translation ref. */
export default {
  'age.minutes': '{{value}} min',
  'age.hours': '{{value}} h',
  'age.days': '{{value}} d',
  'age.ago': 'vor {{age}}',
  'age.now': 'gerade eben',
  'copy.action': 'Kopieren',
  'copy.done': 'Kopiert',
  'copy.failed':
    'Der Browser hat das Kopieren verweigert. Der Text lässt sich markieren.',
  'diff.added': 'neu',
  'diff.removed': 'entfernt',
  'diff.changed': 'geändert',
  'diff.counts': '{{added}} neu, {{removed}} entfernt, {{changed}} geändert',
  'failure.unauthenticated':
    'Die Anmeldung ist abgelaufen, es wurde nichts geladen. Erneut anmelden und wiederholen.',
  'failure.forbidden':
    'Kein Zugriff. Die Daten sind in Ordnung; das Plattformteam kann die Berechtigung {{permission}} erteilen.',
  'failure.notFound':
    'Das gibt es nicht, oder der zugehörige Service ist nicht sichtbar.',
  'failure.refused': 'Die Anfrage wurde abgelehnt: {{detail}}',
  'failure.server':
    'Der Server konnte nicht antworten ({{detail}}). Gespeicherte Daten sind sicher; gleich noch einmal versuchen.',
  'failure.offline':
    'Der Server ist nicht erreichbar. Gespeicherte Daten sind sicher; Verbindung prüfen und wiederholen.',
  'failure.retry': 'Wiederholen',
  'card.open': 'Öffnen →',
  'filter.all': 'alle',
  'state.loading': 'Lädt',
  noValue: 'kein Wert',
};
