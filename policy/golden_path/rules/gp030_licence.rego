# METADATA
# scope: package
# title: licence
# description: Each component can be used under at least one licence that is not denied.
# custom:
#   id: GP030
#   owner: group:default/platform
#   rationale: Some licences oblige us to publish our own sources or forbid our use.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Replace the component, or ask for an exception with the advice of the legal team.
#   docs: docs/golden-path/rules/GP030
package golden_path.rules.gp030

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.dependent_gaps(stated | missing)

stated := evidence.item_gaps("components", {"name": {"string"}, "licences": {"array"}})

# One for all: publishers, not pipelines, state licences.
missing contains evidence.gap("components.licences", "not_stated") if {
	some component in evidence.items("components")
	component.licences == []
}

violations contains {
	"key": concat(":", ["licence", object.get(component, "package", component.name)]),
	"msg": concat(" ", [component.name, "can only be used under a denied licence"]),
} if {
	some component in evidence.items("components")
	is_array(component.licences)
	count(component.licences) > 0
	every alternative in component.licences {
		some licence in alternative
		licence in denied
	}
}

denied := {licence | some licence in platform.parameters.deniedLicences}
