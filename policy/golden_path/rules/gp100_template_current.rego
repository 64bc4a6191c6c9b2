# METADATA
# scope: package
# title: template.current
# description: The version of the template that the repository follows is supported.
# custom:
#   id: GP100
#   owner: group:default/platform
#   rationale: Old scaffolds miss the fixes that everybody else has.
#   stages: [main]
#   warns: [main]
#   waivable: true
#   severity: low
#   effective: 1767225600 # 2026-01-01
#   remediation: Take the upgrade pull request that the portal offers.
#   docs: docs/golden-path/rules/GP100
package golden_path.rules.gp100

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

# A repository that follows no template has nothing to be judged.
default gaps := set()

gaps := evidence.section_gaps("template", {
	"ref": {"string"},
	"version": {"string"},
	"endOfSupport": {"number", "null"},
}) if {
	evidence.status("template") != "absent"
}

default applies := false

applies if evidence.ok("template")

violations contains {
	"key": "template:version",
	"msg": concat(" ", [input.template.ref, input.template.version, "is past its end of support"]),
	"file": ".waymark/manifest.json",
} if {
	evidence.ok("template")
	is_number(input.template.endOfSupport)
	evidence.now >= input.template.endOfSupport
}
