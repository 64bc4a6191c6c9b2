# METADATA
# scope: package
# title: vuln.introduced
# description: The change brings no critical or high vulnerability that the target branch does not have.
# custom:
#   id: GP010
#   owner: group:default/platform-security
#   rationale: The cheapest moment to refuse a vulnerable version is before it is merged.
#   stages: [pull_request]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Take the version that fixes it, or another package.
#   docs: docs/golden-path/rules/GP010
package golden_path.rules.gp010

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
	"inBaseline": {"boolean", "null"},
}) | unjudged

unjudged contains evidence.gap(concat(":", ["vulnerabilities.baseline", vulnerability.id]), "not_connected") if {
	some vulnerability in vulnerabilities.open
	vulnerability.class in platform.parameters.introducedClasses
	is_null(vulnerability.inBaseline)
}

unjudged contains evidence.gap(concat(":", ["vulnerabilities.class", vulnerability.id]), "not_stated") if {
	some vulnerability in vulnerabilities.open
	vulnerability.class == "unknown"
	not vulnerability.inBaseline == true
}

violations contains vulnerabilities.finding(vulnerability, "is introduced by this change") if {
	some vulnerability in vulnerabilities.open
	vulnerability.class in platform.parameters.introducedClasses
	vulnerability.inBaseline == false
}
