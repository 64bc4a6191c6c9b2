# METADATA
# scope: package
# title: actions.pinned
# description: Each action, reusable workflow and include is named by a full commit SHA.
# custom:
#   id: GP060
#   owner: group:default/platform-security
#   rationale: Tags of actions were moved to code that stole the secrets of the jobs.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Write the full commit SHA, with the version as a comment; Renovate keeps it up to date.
#   docs: docs/golden-path/rules/GP060
package golden_path.rules.gp060

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("workflows", {"file": {"string"}, "uses": {"array"}}) | use_gaps

default applies := false

applies if count(evidence.items("workflows")) > 0

use_gaps contains evidence.gap("workflows.items.uses", "malformed") if {
	some use in uses
	not sound(use)
}

violations contains {
	"key": concat("|", [use.file, use.ref]),
	"msg": concat(" ", [use.ref, "in", use.file, "is not named by a commit"]),
	"file": use.file,
	"line": use.line,
} if {
	some use in uses
	sound(use)
	not use.pin in {"sha", "digest", "local"}
}

uses contains object.union(use, {"file": workflow.file}) if {
	some workflow in evidence.items("workflows")
	some use in workflow.uses
	is_object(use)
}

sound(use) if {
	is_string(use.ref)
	is_string(use.pin)
	type_name(use.line) in {"number", "null"}
}
