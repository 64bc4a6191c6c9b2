# METADATA
# scope: package
# title: suppressions
# description: No file or comment of the repository tells the platform's tools what to overlook.
# custom:
#   id: GP062
#   owner: group:default/platform-security
#   rationale: Who is judged does not choose what the judge may see.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: medium
#   effective: 1767225600 # 2026-01-01
#   remediation: Remove the ignore file or comment, and ask for an exception where it has a reason.
#   docs: docs/golden-path/rules/GP062
package golden_path.rules.gp062

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("suppressions", {
	"file": {"string"},
	"line": {"number", "null"},
	"tool": {"string"},
	"kind": {"string"},
	"fingerprint": {"string"},
})

violations contains {
	"key": suppression.fingerprint,
	"msg": concat(" ", [suppression.file, "tells", suppression.tool, "what to overlook"]),
	"file": suppression.file,
	"line": suppression.line,
} if {
	some suppression in evidence.items("suppressions")
}
