# METADATA
# scope: package
# title: vuln.scan_fresh
# description: The service was scanned with fresh advisories by a tool that is known to be good.
# custom:
#   id: GP012
#   owner: group:default/platform-security
#   rationale: An old or broken scan says "no vulnerabilities" as loudly as a good one.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Let the scan step run, with the pinned scanner and advisories of this week.
#   docs: docs/golden-path/rules/GP012
package golden_path.rules.gp012

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := status_gaps | stale_matcher

default status_gaps := set()

status_gaps := evidence.section_gaps("scan", {
	"tool": {"object"},
	"advisoriesAt": {"number"},
}) if {
	not evidence.status("scan") in {"absent", "failed"}
}

# A quiet repository does not fail because the portal's own matcher is behind.
stale_matcher contains evidence.gap("scan.advisories", "not_connected") if {
	stale
	input.scan.origin == "portal"
}

violations contains {"key": "scan:none", "msg": "No scan was done"} if evidence.status("scan") == "absent"

violations contains {"key": "scan:failed", "msg": "The scan failed"} if evidence.status("scan") == "failed"

violations contains {"key": "scan:stale", "msg": "The scan used advisories that are too old"} if {
	stale
	not input.scan.origin == "portal"
}

violations contains {
	"key": "scan:tool",
	"msg": concat(" ", [input.scan.tool.name, input.scan.tool.version, "is known to be bad"]),
} if {
	evidence.ok("scan")
	some bad in platform.parameters.knownBadTools
	input.scan.tool.name == bad.name
	input.scan.tool.version == bad.version
}

stale if {
	evidence.ok("scan")
	is_number(input.scan.advisoriesAt)
	evidence.now - input.scan.advisoriesAt > platform.parameters.advisoriesMaxAgeSeconds
}
