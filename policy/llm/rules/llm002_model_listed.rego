# METADATA
# scope: package
# title: model.listed
# description: The model is on the list of the team.
# custom:
#   id: LLM002
#   owner: group:default/platform
#   rationale: Each team answers for the models that it uses.
#   stages: [request]
#   warns: []
#   waivable: false
#   severity: high
#   effective: 0 # from the beginning
#   remediation: Request access to the model, or use one of the list.
#   docs: docs/llm-proxy/rules/LLM002
package llm.rules.llm002

import data.lib.requests

result := requests.of(rego.metadata.chain(), {
	"violations": violations,
	"gaps": gaps,
})

gaps := requests.gaps("principal", {"groups": {"array"}}) | requests.gaps("model", {"alias": {"string"}})

violations contains {
	"key": concat(":", ["model", input.model.alias]),
	"msg": concat(" ", [input.model.alias, "is not on the list of the team"]),
} if {
	count(gaps) == 0
	is_array(requests.team_rules.models)
	not listed
}

listed if input.model.alias in requests.team_rules.models
