# METADATA
# scope: package
# title: exceptions.health
# description: Exceptions are signed, fresh, of this service, in use and not about to end.
# custom:
#   id: GP900
#   owner: group:default/platform-security
#   rationale: An exception that nobody looks at becomes the rule.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: false
#   severity: medium
#   effective: 1767225600 # 2026-01-01
#   remediation: Renew or remove the exception in the portal; let the pipeline fetch a fresh snapshot.
#   docs: docs/golden-path/rules/GP900
package golden_path.meta.gp900

import data.lib.evidence
import data.lib.exceptions
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps contains evidence.gap("exceptions", platform.exceptions.status) if {
	platform.exceptions.status in evidence.statuses
	platform.exceptions.status != "ok"
}

default applies := false

applies if platform.exceptions != {}

violations contains {"key": concat(":", ["snapshot", fault]), "msg": snapshot_faults[fault]} if {
	count(gaps) == 0
	some fault in exceptions.faults
}

violations contains {"key": "exceptions:malformed", "msg": "An exception cannot be read", "level": "warn"} if {
	some exception in exceptions.items
	not exception in exceptions.sound
}

violations contains {
	"key": concat(":", ["expiring", exception.id]),
	"msg": concat(" ", ["Exception", exception.id, "ends soon"]),
	"deadline": exception.expires,
	"level": "warn",
} if {
	some exception in exceptions.active
	exception.expires - evidence.now <= platform.parameters.exceptionsExpiringSeconds
}

violations contains {
	"key": concat(":", ["unused", exception.id]),
	"msg": concat(" ", ["Exception", exception.id, "matches nothing"]),
	"level": "warn",
} if {
	some exception in exceptions.active
	not exception.id in used
}

used contains finding.exception.id if {
	some id
	some finding in data.golden_path.rules[id].result.findings # regal ignore:mixed-iteration
	is_object(finding.exception)
}

snapshot_faults := {
	"malformed": "The snapshot of exceptions cannot be read",
	"not_in_time": "The snapshot of exceptions is too old or of the future",
	"unsigned": "The snapshot of exceptions is not signed",
	"wrong_entity": "The snapshot of exceptions is of another service",
}
