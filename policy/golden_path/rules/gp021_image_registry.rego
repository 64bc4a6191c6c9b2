# METADATA
# scope: package
# title: image.registry
# description: Images come from registries that the platform allows.
# custom:
#   id: GP021
#   owner: group:default/platform
#   rationale: Content of a registry that nobody answers for cannot be judged.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Take the image from a registry of the list, or mirror it into one.
#   docs: docs/golden-path/rules/GP021
package golden_path.rules.gp021

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("images", {
	"file": {"string"},
	"line": {"number", "null"},
	"ref": {"string"},
	"registry": {"string"},
	"digest": {"string", "null"},
})

default applies := false

applies if count(evidence.items("images")) > 0

violations contains {
	"key": concat("|", [image.file, image.ref]),
	"msg": concat(" ", ["The image", image.ref, "is of a registry that is not allowed"]),
	"file": image.file,
	"line": image.line,
} if {
	some image in evidence.items("images")
	is_string(image.registry)
	not image.registry in platform.parameters.registries
}
