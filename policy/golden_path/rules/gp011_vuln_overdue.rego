# METADATA
# scope: package
# title: vuln.overdue
# description: No critical, high or known exploited vulnerability is open past its deadline.
# custom:
#   id: GP011
#   owner: group:default/platform-security
#   rationale: A fix that exists and is not taken is how most services are broken into.
#   stages: [main, deploy]
#   warns: []
#   waivable: true
#   severity: critical
#   effective: 1767225600 # 2026-01-01
#   remediation: Take the version that fixes it; where none exists, record a VEX statement or ask for an exception.
#   docs: docs/golden-path/rules/GP011
package golden_path.rules.gp011

import data.lib.evidence
import data.lib.platform
import data.lib.verdict
import data.lib.vulnerabilities

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("vulnerabilities", {
	"id": {"string"},
	"aliases": {"array"},
	"purl": {"string"},
	"package": {"string"},
	"class": {"string"},
	"kev": {"boolean"},
	"firstSeen": {"number", "null"},
	"enteredClassAt": {"number", "null"},
}) | unjudged

unjudged contains evidence.gap(concat(":", ["vulnerabilities.firstSeen", vulnerability.id]), "not_connected") if {
	some vulnerability in vulnerabilities.open
	grace(vulnerability)
	is_null(vulnerability.firstSeen)
}

unjudged contains evidence.gap(concat(":", ["vulnerabilities.class", vulnerability.id]), "not_stated") if {
	some vulnerability in vulnerabilities.open
	vulnerability.class == "unknown"
	not vulnerability.kev == true
}

violations contains object.union(
	vulnerabilities.finding(vulnerability, "is open past its deadline"),
	{"deadline": deadline},
) if {
	some vulnerability in vulnerabilities.open
	is_number(vulnerability.firstSeen)
	since := max({at | some at in [vulnerability.firstSeen, vulnerability.enteredClassAt]; is_number(at)})
	deadline := since + grace(vulnerability)
	evidence.now > deadline
}

grace(vulnerability) := platform.parameters.graceSeconds.kev if {
	vulnerability.kev == true
} else := platform.parameters.graceSeconds[vulnerability.class]
