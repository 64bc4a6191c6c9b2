# METADATA
# scope: package
# title: region.allowed
# description: The model runs in regions that the team may use.
# custom:
#   id: LLM003
#   owner: group:default/platform
#   rationale: Where data is processed decides which law holds for it.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Use a model that runs in an allowed region only.
#   docs: docs/llm-proxy/rules/LLM003
package llm.rules.llm003

import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := requests.gaps("principal", {"groups": {"array"}}) | requests.gaps("model", {"alias": {"string"}, "regions": {"array"}})

violations contains {
	"key": concat("|", ["region", input.model.alias, region]),
	"msg": concat(" ", [input.model.alias, "may run in", region]),
} if {
	count(gaps) == 0
	is_array(requests.team_rules.regions)
	some region in input.model.regions
	is_string(region)
	not region in requests.team_rules.regions
}
